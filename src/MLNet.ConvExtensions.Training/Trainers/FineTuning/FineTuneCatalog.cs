using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Trainers.FineTuning;

namespace Microsoft.ML;

/// <summary>Fine-tuning of pretrained networks in ML.NET's catalogs.</summary>
public static class FineTuneCatalog
{
    /// <summary>Fine-tunes a pretrained network for multiclass classification.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="backbone">The network: a named one, one from a file, or one in memory.</param>
    /// <param name="labelColumnName">The column of labels: a key.</param>
    /// <param name="featureColumnName">
    /// The column that the network sees: paths, encoded images (vector of bytes), <see cref="Data.MLImage"/>, or values (vector of floats).
    /// </param>
    /// <returns>The trainer.</returns>
    public static FineTuneTrainer FineTune(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        Backbone backbone,
        string labelColumnName = "Label",
        string featureColumnName = "Features"
    ) => catalog.FineTune(backbone, new FineTuneOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Fine-tunes a pretrained network for multiclass classification.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="backbone">The network: a named one, one from a file, or one in memory.</param>
    /// <param name="options">Columns, what is trained, epochs, rates and the like.</param>
    /// <returns>The trainer.</returns>
    public static FineTuneTrainer FineTune(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        Backbone backbone,
        FineTuneOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTuneTrainer(ModelTask.Multiclass, new BackboneSource(backbone), options);
    }

    /// <summary>Fine-tunes a pretrained network for binary classification.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="backbone">The network: a named one, one from a file, or one in memory.</param>
    /// <param name="labelColumnName">The column of labels: Boolean.</param>
    /// <param name="featureColumnName">
    /// The column that the network sees: paths, encoded images (vector of bytes), <see cref="Data.MLImage"/>, or values (vector of floats).
    /// </param>
    /// <returns>The trainer.</returns>
    public static FineTuneTrainer FineTune(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        Backbone backbone,
        string labelColumnName = "Label",
        string featureColumnName = "Features"
    ) => catalog.FineTune(backbone, new FineTuneOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Fine-tunes a pretrained network for binary classification.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="backbone">The network: a named one, one from a file, or one in memory.</param>
    /// <param name="options">Columns, what is trained, epochs, rates and the like.</param>
    /// <returns>The trainer.</returns>
    public static FineTuneTrainer FineTune(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        Backbone backbone,
        FineTuneOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTuneTrainer(ModelTask.Binary, new BackboneSource(backbone), options);
    }

    /// <summary>Fine-tunes a pretrained network for regression.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="backbone">The network: a named one, one from a file, or one in memory.</param>
    /// <param name="labelColumnName">
    /// The column of labels: <see cref="float"/>, or a vector of <see cref="float"/> for several numbers at once, which Score is then, too.
    /// </param>
    /// <param name="featureColumnName">
    /// The column that the network sees: paths, encoded images (vector of bytes), <see cref="Data.MLImage"/>, or values (vector of floats).
    /// </param>
    /// <returns>The trainer.</returns>
    public static FineTuneTrainer FineTune(
        this RegressionCatalog.RegressionTrainers catalog,
        Backbone backbone,
        string labelColumnName = "Label",
        string featureColumnName = "Features"
    ) => catalog.FineTune(backbone, new FineTuneOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Fine-tunes a pretrained network for regression.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="backbone">The network: a named one, one from a file, or one in memory.</param>
    /// <param name="options">Columns, what is trained, epochs, rates and the like.</param>
    /// <returns>The trainer.</returns>
    public static FineTuneTrainer FineTune(this RegressionCatalog.RegressionTrainers catalog, Backbone backbone, FineTuneOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTuneTrainer(ModelTask.Regression, new BackboneSource(backbone), options);
    }

    /// <summary>
    /// Trains the network of a fitted model further, on new images; it was trained for multiclass classification; the new images may be
    /// of some of them only.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">A model that was fitted here, or loaded with <c>Model.LoadWithConvFeatures</c>.</param>
    /// <param name="inputSchema">The schema of the model's input, which loading gives.</param>
    /// <param name="labelColumnName">The column of labels: a key.</param>
    /// <param name="featureColumnName">
    /// The column that the network sees: paths, encoded images (vector of bytes), <see cref="Data.MLImage"/>, or values (vector of floats).
    /// </param>
    /// <returns>The trainer. The model keeps its head and its preprocessing.</returns>
    public static FineTuneTrainer FineTune(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        ITransformer model,
        DataViewSchema inputSchema,
        string labelColumnName = "Label",
        string featureColumnName = "Features"
    ) =>
        catalog.FineTune(
            model,
            inputSchema,
            new FineTuneOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName }
        );

    /// <summary>
    /// Trains the network of a fitted model further, on new images; it was trained for multiclass classification; the new images may be
    /// of some of them only.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">A model that was fitted here, or loaded with <c>Model.LoadWithConvFeatures</c>.</param>
    /// <param name="inputSchema">The schema of the model's input, which loading gives.</param>
    /// <param name="options">The options. The model keeps its head, and its preprocessing unless the options have another.</param>
    /// <returns>The trainer.</returns>
    public static FineTuneTrainer FineTune(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        ITransformer model,
        DataViewSchema inputSchema,
        FineTuneOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTuneTrainer(ModelTask.Multiclass, new ModelSource(model, inputSchema, ModelTask.Multiclass), options);
    }

    /// <summary>Trains the network of a fitted model further, on new images; it was trained for binary classification.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">A model that was fitted here, or loaded with <c>Model.LoadWithConvFeatures</c>.</param>
    /// <param name="inputSchema">The schema of the model's input, which loading gives.</param>
    /// <param name="labelColumnName">The column of labels: Boolean.</param>
    /// <param name="featureColumnName">
    /// The column that the network sees: paths, encoded images (vector of bytes), <see cref="Data.MLImage"/>, or values (vector of floats).
    /// </param>
    /// <returns>The trainer. The model keeps its head and its preprocessing.</returns>
    public static FineTuneTrainer FineTune(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        ITransformer model,
        DataViewSchema inputSchema,
        string labelColumnName = "Label",
        string featureColumnName = "Features"
    ) =>
        catalog.FineTune(
            model,
            inputSchema,
            new FineTuneOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName }
        );

    /// <summary>Trains the network of a fitted model further, on new images; it was trained for binary classification.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">A model that was fitted here, or loaded with <c>Model.LoadWithConvFeatures</c>.</param>
    /// <param name="inputSchema">The schema of the model's input, which loading gives.</param>
    /// <param name="options">The options. The model keeps its head, and its preprocessing unless the options have another.</param>
    /// <returns>The trainer.</returns>
    public static FineTuneTrainer FineTune(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        ITransformer model,
        DataViewSchema inputSchema,
        FineTuneOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTuneTrainer(ModelTask.Binary, new ModelSource(model, inputSchema, ModelTask.Binary), options);
    }

    /// <summary>Trains the network of a fitted model further, on new images; it was trained for regression.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">A model that was fitted here, or loaded with <c>Model.LoadWithConvFeatures</c>.</param>
    /// <param name="inputSchema">The schema of the model's input, which loading gives.</param>
    /// <param name="labelColumnName">
    /// The column of labels: <see cref="float"/>, or a vector of <see cref="float"/> for several numbers at once, which Score is then, too.
    /// </param>
    /// <param name="featureColumnName">
    /// The column that the network sees: paths, encoded images (vector of bytes), <see cref="Data.MLImage"/>, or values (vector of floats).
    /// </param>
    /// <returns>The trainer. The model keeps its head and its preprocessing.</returns>
    public static FineTuneTrainer FineTune(
        this RegressionCatalog.RegressionTrainers catalog,
        ITransformer model,
        DataViewSchema inputSchema,
        string labelColumnName = "Label",
        string featureColumnName = "Features"
    ) =>
        catalog.FineTune(
            model,
            inputSchema,
            new FineTuneOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName }
        );

    /// <summary>Trains the network of a fitted model further, on new images; it was trained for regression.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">A model that was fitted here, or loaded with <c>Model.LoadWithConvFeatures</c>.</param>
    /// <param name="inputSchema">The schema of the model's input, which loading gives.</param>
    /// <param name="options">The options. The model keeps its head, and its preprocessing unless the options have another.</param>
    /// <returns>The trainer.</returns>
    public static FineTuneTrainer FineTune(
        this RegressionCatalog.RegressionTrainers catalog,
        ITransformer model,
        DataViewSchema inputSchema,
        FineTuneOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTuneTrainer(ModelTask.Regression, new ModelSource(model, inputSchema, ModelTask.Regression), options);
    }
}
