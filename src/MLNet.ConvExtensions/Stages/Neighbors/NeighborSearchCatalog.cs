using Microsoft.ML.Data;
using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Stages.Neighbors;

namespace Microsoft.ML;

/// <summary>Adds the search for neighbours to what is done with data.</summary>
public static class NeighborSearchCatalog
{
    /// <summary>Reads a column of features into memory, to search for the rows that are nearest to others.</summary>
    /// <param name="catalog">The data's catalog.</param>
    /// <param name="data">The data.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="distance">How far two rows are apart.</param>
    /// <returns>The search, for which rows are numbered from 0 in the data's order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows; or a row has a feature that isn't a finite number, or, with cosine distance, nothing but zeros.
    /// </exception>
    public static NeighborSearch CreateNeighborSearch(
        this DataOperationsCatalog catalog,
        IDataView data,
        string featureColumnName = "Features",
        NeighborDistance distance = NeighborDistance.L2
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        DataViewSchema.Column column = FeatureColumn.Check(data.Schema, featureColumnName);
        float[] rows = FeatureColumn.Read(data, column, distance);
        return new NeighborSearch(rows, ((VectorDataViewType)column.Type).Size, distance);
    }
}
