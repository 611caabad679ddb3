using MLNet.ConvExtensions;

namespace Microsoft.ML;

/// <summary>Adds the linear probe to the trainers of classifiers of several classes.</summary>
public static class LinearProbeCatalog
{
    /// <summary>Logistic regression whose L2 regularization is chosen by cross-validation.</summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <param name="featureColumnName">
    /// The column of features: a vector of <see cref="float"/> of known size; for photos those of a pretrained network.
    /// </param>
    /// <returns>The estimator.</returns>
    public static LinearProbeTrainer LinearProbe(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features"
    ) => catalog.LinearProbe(new LinearProbeOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Logistic regression whose L2 regularization is chosen by cross-validation.</summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="options">Columns, folds.</param>
    /// <returns>The estimator.</returns>
    public static LinearProbeTrainer LinearProbe(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        LinearProbeOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new LinearProbeTrainer(options);
    }
}
