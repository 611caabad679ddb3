namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The targets' sums and the rows' counts of one leaf, by feature and bin.</summary>
internal sealed class Histogram(BinnedDataset data)
{
    private readonly double[] _sums = new double[data.BinOffsets[^1]];
    private readonly double[] _weights = data.Weights is null ? [] : new double[data.BinOffsets[^1]];
    private readonly int[] _counts = new int[data.BinOffsets[^1]];
    private readonly ulong[] _occupied = new ulong[data.MaskOffsets[^1]];

    /// <summary>By feature: whether some split of the leaf leaves enough rows on both sides. If not, none of its children has one.</summary>
    public bool[] IsSplittable { get; } = new bool[data.FeatureCount];

    public FeatureBins this[int feature]
    {
        get
        {
            int start = data.BinOffsets[feature];
            int length = data.BinOffsets[feature + 1] - start;
            int maskStart = data.MaskOffsets[feature];
            return new FeatureBins(
                _sums.AsSpan(start, length),
                _weights.Length == 0 ? default : _weights.AsSpan(start, length),
                _counts.AsSpan(start, length),
                _occupied.AsSpan(maskStart, data.MaskOffsets[feature + 1] - maskStart));
        }
    }

    public void Fill(int feature, LeafTargets leaf)
    {
        FeatureBins bins = this[feature];
        bins.Clear();
        data.Columns[feature].AddTo(bins, leaf);
    }
}
