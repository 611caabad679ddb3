namespace MLNet.ConvExtensions.Stages.Neighbors;

/// <summary>The rows that were learned, and the search among them. Safe for several threads.</summary>
internal sealed class NeighborTable
{
    /// <summary>Cosine distances below this are rounding: the vectors point the same way.</summary>
    public const float SmallestCosine = 1e-6f;

    private readonly int[] _classes;
    private readonly KNearestNeighborsOptions _options;

    /// <param name="rows">The features, one row after another; with cosine distance of length 1.</param>
    /// <param name="classes">The class of each row, from 0.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="options">Neighbours, distance and weighting.</param>
    public NeighborTable(float[] rows, int[] classes, int classCount, KNearestNeighborsOptions options)
    {
        (_classes, ClassCount, _options) = (classes, classCount, options);
        Search = new NeighborSearch(rows, rows.Length / classes.Length, options.Distance);
    }

    public NeighborSearch Search { get; }

    public int Dimension => Search.Dimension;

    public int ClassCount { get; }

    public int RowCount => _classes.Length;

    public ReadOnlySpan<float> Rows => Search.Rows;

    public ReadOnlySpan<int> Classes => _classes;

    public KNearestNeighborsOptions Options => _options;

    private int Neighbors => _options.NumberOfNeighbors;

    /// <summary>Finds the shares of the classes among the neighbours of some queries.</summary>
    /// <param name="queries">The queries, one after another; with cosine distance of length 1.</param>
    /// <param name="nearest">Room for the neighbours found: k for each query.</param>
    /// <param name="shares">Receives the shares, one query after another.</param>
    public void Find(ReadOnlySpan<float> queries, Span<(double Order, int Row)> nearest, Span<float> shares)
    {
        Search.FindBlock(queries, nearest);
        for (int query = 0; query * Dimension < queries.Length; query++)
            Share(nearest.Slice(query * Neighbors, Neighbors), shares.Slice(query * ClassCount, ClassCount));
    }

    private void Share(ReadOnlySpan<(double Order, int Row)> nearest, Span<float> shares)
    {
        shares.Clear();
        double total = 0,
            smallest = _options.Distance == NeighborDistance.Cosine ? SmallestCosine : double.Epsilon;
        bool uniform = _options.Weighting == NeighborWeighting.Uniform,
            anySame = !uniform && nearest[0].Order < smallest;
        foreach ((double distance, _) in nearest)
            total += Weight(distance);
        foreach ((double distance, int row) in nearest)
            shares[_classes[row]] += (float)(Weight(distance) / total);

        double Weight(double distance) =>
            uniform ? 1
            : anySame ? (distance < smallest ? 1 : 0)
            : 1 / (_options.Distance == NeighborDistance.L2 ? Math.Sqrt(distance) : distance);
    }
}
