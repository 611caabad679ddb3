namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Which rows lie in which leaf of the tree that is growing; the rows of a leaf stay in ascending order.</summary>
internal sealed class LeafPartition(int[] initialRows, int maxLeaves)
{
    private readonly int[] _rows = new int[initialRows.Length];
    private readonly int[] _moved = new int[initialRows.Length];
    private readonly int[] _begins = new int[maxLeaves];
    private readonly int[] _counts = new int[maxLeaves];

    public static LeafPartition OfAll(int rowCount, int maxLeaves) => new([.. Enumerable.Range(0, rowCount)], maxLeaves);

    public void Reset()
    {
        initialRows.CopyTo(_rows, 0);
        Array.Clear(_counts);
        _begins[0] = 0;
        _counts[0] = _rows.Length;
    }

    public int CountOf(int leaf) => _counts[leaf];

    public ReadOnlySpan<int> RowsOf(int leaf) => _rows.AsSpan(_begins[leaf], _counts[leaf]);

    /// <summary>Leaves the rows up to the threshold's bin in the leaf and moves the others to a new one.</summary>
    public void Split(int leaf, BinColumn column, int threshold, int newLeaf)
    {
        Span<int> rows = _rows.AsSpan(_begins[leaf], _counts[leaf]);
        int kept = 0;
        int moved = 0;
        foreach (int row in rows)
        {
            if (column[row] > threshold)
                _moved[moved++] = row;
            else
                rows[kept++] = row;
        }

        _moved.AsSpan(0, moved).CopyTo(rows[kept..]);
        _counts[leaf] = kept;
        _begins[newLeaf] = _begins[leaf] + kept;
        _counts[newLeaf] = moved;
    }

    /// <summary>The mean over a leaf's rows, weighted where there are weights.</summary>
    public double MeanOf(int leaf, double[] values, double[]? weights)
    {
        double sum = 0;
        double weightSum = 0;
        foreach (int row in RowsOf(leaf))
        {
            double weight = weights is null ? 1 : weights[row];
            sum += values[row] * weight;
            weightSum += weight;
        }

        return sum / weightSum;
    }
}
