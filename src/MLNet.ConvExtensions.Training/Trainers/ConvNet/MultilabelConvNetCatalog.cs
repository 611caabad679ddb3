using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Columns;

namespace Microsoft.ML;

/// <summary>
/// The trainer of convolutional networks for several labels at once: <c>mlContext.MultilabelClassification().Trainers.ConvNet(network)</c>.
/// </summary>
/// <remarks>
/// Binary cross-entropy of each label, as PyTorch has it; what is predicted are vectors of Score (logits), Probability and PredictedLabel,
/// with an element for each label. The probability above which a label is predicted is learned on the rows of the validation
/// (<see cref="TrainingRunOptions.ValidationFraction"/> or <see cref="TrainingRunOptions.ValidationSet"/>), as the one with the highest F1;
/// without a validation it is a half.
/// </remarks>
public static class MultilabelConvNetCatalog
{
    /// <summary>Trains a network for several labels at once.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="network">The network, with one output value, a logit, for each label.</param>
    /// <param name="labelColumnName">
    /// The column of labels: a vector of Boolean, or of <see cref="float"/> with 0 and 1, an element for each label.
    /// </param>
    /// <param name="featureColumnName">
    /// The column that the network sees: paths, encoded images (vector of bytes), <see cref="Data.MLImage"/>, or values (vector of floats).
    /// </param>
    /// <returns>The trainer.</returns>
    public static ConvNetTrainer ConvNet(
        this MultilabelClassificationTrainers catalog,
        OnnxNetwork network,
        string labelColumnName = "Label",
        string featureColumnName = "Features"
    ) => catalog.ConvNet(network, new ConvNetOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Trains a network for several labels at once.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="network">The network, with one output value, a logit, for each label.</param>
    /// <param name="options">Columns, epochs, rates and the like.</param>
    /// <returns>The trainer.</returns>
    public static ConvNetTrainer ConvNet(this MultilabelClassificationTrainers catalog, OnnxNetwork network, ConvNetOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        return catalog.ConvNet(_ => network, options);
    }

    /// <summary>Trains a network for several labels at once, made for the number of labels in the data.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="network">Makes the network for a number of labels: <c>labels => Architectures.LeNet5(28, 28, 1, labels)</c>.</param>
    /// <param name="options">Columns, epochs, rates and the like.</param>
    /// <returns>The trainer.</returns>
    public static ConvNetTrainer ConvNet(
        this MultilabelClassificationTrainers catalog,
        Func<int, OnnxNetwork> network,
        ConvNetOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        return new ConvNetTrainer(ModelTask.Multilabel, network, options);
    }
}
