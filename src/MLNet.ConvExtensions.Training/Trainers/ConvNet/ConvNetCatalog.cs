using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Columns;

namespace Microsoft.ML;

/// <summary>Trainers of convolutional networks in ML.NET's catalogs.</summary>
public static class ConvNetCatalog
{
    /// <summary>Trains a network for multiclass classification.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="network">
    /// The network, one output value for each class: from <see cref="NetworkBuilder"/>, <see cref="Architectures"/> or an ONNX file.
    /// </param>
    /// <param name="labelColumnName">The column of labels: a key.</param>
    /// <param name="featureColumnName">
    /// The column that the network sees: paths, encoded images (vector of bytes), <see cref="Data.MLImage"/>, or values (vector of floats).
    /// </param>
    /// <returns>The trainer.</returns>
    public static ConvNetTrainer ConvNet(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        OnnxNetwork network,
        string labelColumnName = "Label",
        string featureColumnName = "Features"
    ) => catalog.ConvNet(network, new ConvNetOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Trains a network for multiclass classification.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="network">
    /// The network, one output value for each class: from <see cref="NetworkBuilder"/>, <see cref="Architectures"/> or an ONNX file.
    /// </param>
    /// <param name="options">Columns, epochs, rates and the like.</param>
    /// <returns>The trainer.</returns>
    public static ConvNetTrainer ConvNet(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        OnnxNetwork network,
        ConvNetOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        return new ConvNetTrainer(ModelTask.Multiclass, _ => network, options);
    }

    /// <summary>Trains a network for multiclass classification, made for the number of classes in the data.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="network">Makes the network for a number of classes: <c>classes => Architectures.LeNet5(28, 28, 1, classes)</c>.</param>
    /// <param name="labelColumnName">The column of labels: a key.</param>
    /// <param name="featureColumnName">
    /// The column that the network sees: paths, encoded images (vector of bytes), <see cref="Data.MLImage"/>, or values (vector of floats).
    /// </param>
    /// <returns>The trainer.</returns>
    public static ConvNetTrainer ConvNet(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        Func<int, OnnxNetwork> network,
        string labelColumnName = "Label",
        string featureColumnName = "Features"
    ) => catalog.ConvNet(network, new ConvNetOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Trains a network for multiclass classification, made for the number of classes in the data.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="network">Makes the network for a number of classes: <c>classes => Architectures.LeNet5(28, 28, 1, classes)</c>.</param>
    /// <param name="options">Columns, epochs, rates and the like.</param>
    /// <returns>The trainer.</returns>
    public static ConvNetTrainer ConvNet(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        Func<int, OnnxNetwork> network,
        ConvNetOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        return new ConvNetTrainer(ModelTask.Multiclass, network, options);
    }

    /// <summary>Trains a network for binary classification.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="network">The network, with one output value: the logit of true.</param>
    /// <param name="labelColumnName">The column of labels: Boolean.</param>
    /// <param name="featureColumnName">
    /// The column that the network sees: paths, encoded images (vector of bytes), <see cref="Data.MLImage"/>, or values (vector of floats).
    /// </param>
    /// <returns>The trainer.</returns>
    public static ConvNetTrainer ConvNet(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        OnnxNetwork network,
        string labelColumnName = "Label",
        string featureColumnName = "Features"
    ) => catalog.ConvNet(network, new ConvNetOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Trains a network for binary classification.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="network">The network, with one output value: the logit of true.</param>
    /// <param name="options">Columns, epochs, rates and the like.</param>
    /// <returns>The trainer.</returns>
    public static ConvNetTrainer ConvNet(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        OnnxNetwork network,
        ConvNetOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        return new ConvNetTrainer(ModelTask.Binary, _ => network, options);
    }

    /// <summary>Trains a network for regression.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="network">The network, with one output value, or one for each element of the labels' vectors.</param>
    /// <param name="labelColumnName">
    /// The column of labels: <see cref="float"/>, or a vector of <see cref="float"/> for several numbers at once, which Score is then, too.
    /// </param>
    /// <param name="featureColumnName">
    /// The column that the network sees: paths, encoded images (vector of bytes), <see cref="Data.MLImage"/>, or values (vector of floats).
    /// </param>
    /// <returns>The trainer.</returns>
    public static ConvNetTrainer ConvNet(
        this RegressionCatalog.RegressionTrainers catalog,
        OnnxNetwork network,
        string labelColumnName = "Label",
        string featureColumnName = "Features"
    ) => catalog.ConvNet(network, new ConvNetOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Trains a network for regression.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="network">The network, with one output value, or one for each element of the labels' vectors.</param>
    /// <param name="options">Columns, epochs, rates and the like.</param>
    /// <returns>The trainer.</returns>
    public static ConvNetTrainer ConvNet(this RegressionCatalog.RegressionTrainers catalog, OnnxNetwork network, ConvNetOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        return new ConvNetTrainer(ModelTask.Regression, _ => network, options);
    }
}
