using Microsoft.ML.Data;
using MLNet.ConvExtensions;

namespace Microsoft.ML;

/// <summary>Adds the search for similar rows to what is done with data.</summary>
public static class SimilarityIndexCatalog
{
    /// <summary>Reads rows into an index, to search for those that are most similar to others.</summary>
    /// <param name="catalog">The data's catalog.</param>
    /// <param name="data">The data, with a column of features, and perhaps one of names. All of it is read into memory.</param>
    /// <param name="options">The columns, the distance, and whether a graph is built; null for the usual.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The index.</returns>
    /// <exception cref="ArgumentException">An option is out of range; a column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows; or a row has a feature that isn't a finite number, or, with cosine distance, nothing but zeros.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static SimilarityIndex CreateSimilarityIndex(
        this DataOperationsCatalog catalog,
        IDataView data,
        SimilarityIndexOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= new SimilarityIndexOptions();
        options.Validate();
        string[]? names = options.NameColumnName is { } column ? Names(data, column) : null;
        NeighborSearch rows = catalog.CreateNeighborSearch(data, options.FeatureColumnName, options.Distance);
        return SimilarityIndex.Create(rows, names, options, cancellationToken);
    }

    private static string[] Names(IDataView data, string name)
    {
        DataViewSchema.Column? column = data.Schema.GetColumnOrNull(name);
        if (column?.Type is not TextDataViewType)
        {
            string what = column is null ? "isn't there" : $"has type {column.Value.Type}";
            throw new ArgumentException(
                $"{nameof(SimilarityIndexOptions)}.{nameof(SimilarityIndexOptions.NameColumnName)} is '{name}', which {what}; "
                    + "needed: a column of text."
            );
        }

        return [.. data.GetColumn<string>(column.Value)];
    }
}
