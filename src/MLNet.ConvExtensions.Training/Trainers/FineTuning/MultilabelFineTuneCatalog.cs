using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Trainers.FineTuning;

namespace Microsoft.ML;

/// <summary>
/// Fine-tuning of pretrained networks for several labels at once: <c>mlContext.MultilabelClassification().Trainers.FineTune(backbone)</c>.
/// </summary>
/// <remarks><inheritdoc cref="MultilabelConvNetCatalog"/></remarks>
public static class MultilabelFineTuneCatalog
{
    /// <summary>Fine-tunes a pretrained network for several labels at once.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="backbone">The network: a named one, one from a file, or one in memory.</param>
    /// <param name="labelColumnName">
    /// The column of labels: a vector of Boolean, or of <see cref="float"/> with 0 and 1, an element for each label.
    /// </param>
    /// <param name="featureColumnName">
    /// The column that the network sees: paths, encoded images (vector of bytes), <see cref="Data.MLImage"/>, or values (vector of floats).
    /// </param>
    /// <returns>The trainer.</returns>
    public static FineTuneTrainer FineTune(
        this MultilabelClassificationTrainers catalog,
        Backbone backbone,
        string labelColumnName = "Label",
        string featureColumnName = "Features"
    ) => catalog.FineTune(backbone, new FineTuneOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Fine-tunes a pretrained network for several labels at once.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="backbone">The network: a named one, one from a file, or one in memory.</param>
    /// <param name="options">Columns, what is trained, epochs, rates and the like.</param>
    /// <returns>The trainer.</returns>
    public static FineTuneTrainer FineTune(this MultilabelClassificationTrainers catalog, Backbone backbone, FineTuneOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTuneTrainer(ModelTask.Multilabel, new BackboneSource(backbone), options);
    }

    /// <summary>Trains the network of a fitted model further, on new images; it was trained for the same labels.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">A model that was fitted here, or loaded with <c>Model.LoadWithConvFeatures</c>.</param>
    /// <param name="inputSchema">The schema of the model's input, which loading gives.</param>
    /// <param name="options">The options. The model keeps its head, and its preprocessing unless the options have another.</param>
    /// <returns>The trainer.</returns>
    public static FineTuneTrainer FineTune(
        this MultilabelClassificationTrainers catalog,
        ITransformer model,
        DataViewSchema inputSchema,
        FineTuneOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTuneTrainer(ModelTask.Multilabel, new ModelSource(model, inputSchema, ModelTask.Multilabel), options);
    }
}
