using MLNet.ConvExtensions;

namespace Microsoft.ML;

/// <summary>Adds maps of features to what is done with data.</summary>
public static class FeatureMapCatalog
{
    /// <summary>
    /// Places rows on a plane by t-SNE, so that rows with like features lie near to one another. It is no stage of a pipeline, since it has
    /// no places for other rows than these.
    /// </summary>
    /// <param name="catalog">The data's catalog.</param>
    /// <param name="data">The data, with a column of features. All of it is read into memory.</param>
    /// <param name="options">The column, and how the map is made; null for the usual.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The map, with a point for each row in the data's order.</returns>
    /// <exception cref="ArgumentException">An option is out of range, also for so many rows; or all rows are the same.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows; or a row has a feature that isn't a finite number, or, with cosine distance, nothing but zeros.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static FeatureMap MapByTSne(
        this DataOperationsCatalog catalog,
        IDataView data,
        TSneOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new TSneOptions();
        options.Validate();
        NeighborSearch rows = catalog.CreateNeighborSearch(data, options.FeatureColumnName, options.Distance);
        return FeatureMap.ByTSne(rows, options, cancellationToken);
    }

    /// <summary>Places rows on the plane of the first two principal components of their features.</summary>
    /// <param name="catalog">The data's catalog.</param>
    /// <param name="data">The data, with a column of features. All of it is read into memory.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The map, with a point for each row in the data's order.</returns>
    /// <exception cref="ArgumentException">
    /// There are fewer than 3 rows, or all are the same; the column is missing or of another type.
    /// </exception>
    /// <exception cref="InvalidOperationException">There are no rows, or a row has a feature that isn't a finite number.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static FeatureMap MapByPrincipalComponents(
        this DataOperationsCatalog catalog,
        IDataView data,
        string featureColumnName = "Features",
        CancellationToken cancellationToken = default
    ) => FeatureMap.ByPrincipalComponents(catalog.CreateNeighborSearch(data, featureColumnName), cancellationToken: cancellationToken);
}
