namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Finds the bins of a feature: its distinct values, or where these are too many, runs of about equally many rows.</summary>
internal sealed class BinFinder
{
    private static readonly double[] OneBin = [double.PositiveInfinity];

    private float[] _sorted = [];
    private double[] _distinct = [];
    private int[] _counts = [];

    /// <summary>
    /// Gives the inclusive upper bounds of the bins, the last one infinite. A feature that no split can use, because one side
    /// would always have fewer than <paramref name="minRowsPerLeaf"/> rows, gets a single bin.
    /// </summary>
    /// <param name="maxBins">At least two.</param>
    /// <param name="values">The explicit values, finite; the rest of the rows are zero.</param>
    public double[] FindUpperBounds(ReadOnlySpan<float> values, int rowCount, int maxBins, int minRowsPerLeaf)
    {
        if (values.IsEmpty)
            return OneBin;
        int distinct = CountDistinct(values, rowCount - values.Length);
        if (IsUseless(distinct, minRowsPerLeaf))
            return OneBin;
        if (distinct <= maxBins)
        {
            var all = new double[Math.Max(1, distinct)];
            for (int i = 1; i < all.Length; i++)
                all[i - 1] = Between(_distinct[i - 1], _distinct[i]);
            all[^1] = double.PositiveInfinity;
            return all;
        }

        int[] borders = BinPlacement.Place(_counts.AsSpan(0, distinct), maxBins);
        var bounds = new double[maxBins];
        for (int i = 1; i < bounds.Length; i++)
            bounds[i - 1] = Between(_distinct[borders[i] - 1], _distinct[borders[i]]);
        bounds[^1] = double.PositiveInfinity;
        return bounds;
    }

    private int CountDistinct(ReadOnlySpan<float> values, int implicitZeros)
    {
        int capacity = values.Length + 1;
        if (_sorted.Length < capacity)
        {
            _sorted = new float[capacity];
            _distinct = new double[capacity];
            _counts = new int[capacity];
        }

        values.CopyTo(_sorted);
        int count = values.Length;
        if (implicitZeros > 0)
            _sorted[count++] = 0;
        Array.Sort(_sorted, 0, count);
        int distinct = 0;
        for (int i = 0; i < count; i++)
        {
            if (i > 0 && _sorted[i] == _sorted[i - 1])
            {
                _counts[distinct - 1]++;
                continue;
            }

            _distinct[distinct] = _sorted[i];
            _counts[distinct++] = 1;
        }

        if (implicitZeros > 1)
            _counts[Array.IndexOf(_distinct, 0d, 0, distinct)] += implicitZeros - 1;
        return distinct;
    }

    private bool IsUseless(int distinct, int minRowsPerLeaf)
    {
        if (minRowsPerLeaf == 0)
            return false;
        int value = 0;
        int rows = 0;
        while (value < distinct && rows < minRowsPerLeaf)
            rows += _counts[value++];
        rows = 0;
        while (value < distinct)
        {
            rows += _counts[value++];
            if (rows >= minRowsPerLeaf)
                return false;
        }

        return true;
    }

    // Halved first so that large values don't overflow; two neighbouring doubles have nothing between them.
    private static double Between(double low, double high)
    {
        double middle = low / 2 + high / 2;
        return low < middle ? middle : high;
    }
}
