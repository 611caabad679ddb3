using MLNet.ConvExtensions;

namespace Microsoft.ML;

/// <summary>Adds hand-crafted features of images to <see cref="TransformsCatalog"/>.</summary>
public static class HandCraftedFeaturesCatalog
{
    /// <summary>Turns images into hand-crafted features.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Name of the new column: a vector of <see cref="float"/> of known size, with slot names.</param>
    /// <param name="inputColumnName">
    /// Name of the column of images: paths, encoded files (vector of bytes), <see cref="Data.MLImage"/>, or pixels (vector of floats).
    /// </param>
    /// <param name="kinds">What is computed.</param>
    /// <returns>The estimator.</returns>
    public static HandCraftedFeaturesEstimator HandCraftedFeatures(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        HandCraftedKinds kinds = HandCraftedKinds.Descriptors
    ) =>
        catalog.HandCraftedFeatures(
            new HandCraftedFeaturesOptions
            {
                OutputColumnName = outputColumnName,
                InputColumnName = inputColumnName,
                Kinds = kinds,
            }
        );

    /// <summary>Turns images into hand-crafted features.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="options">Columns, kinds, sizes, bins, what to do with bad images.</param>
    /// <returns>The estimator.</returns>
    public static HandCraftedFeaturesEstimator HandCraftedFeatures(this TransformsCatalog catalog, HandCraftedFeaturesOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new HandCraftedFeaturesEstimator(catalog, options);
    }
}
