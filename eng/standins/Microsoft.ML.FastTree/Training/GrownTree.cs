using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>
/// A regression tree. Nodes and leaves are numbered as they came to be; a child below zero is the leaf of its bitwise
/// complement.
/// </summary>
internal sealed partial class GrownTree
{
    private readonly int[] _splitFeatures;
    private readonly int[] _lteChildren;
    private readonly int[] _gtChildren;
    private readonly int[] _binThresholds;
    private readonly double[] _splitGains;
    private readonly double[] _leafValues;
    private float[] _thresholds = [];

    public GrownTree(int maxLeaves)
    {
        _splitFeatures = new int[maxLeaves - 1];
        _lteChildren = new int[maxLeaves - 1];
        _gtChildren = new int[maxLeaves - 1];
        _binThresholds = new int[maxLeaves - 1];
        _splitGains = new double[maxLeaves - 1];
        _leafValues = new double[maxLeaves];
        LeafCount = 1;
    }

    public int LeafCount { get; private set; }

    public int NodeCount => LeafCount - 1;

    public ReadOnlySpan<int> SplitFeatures => _splitFeatures.AsSpan(0, NodeCount);

    public ReadOnlySpan<int> LteChildren => _lteChildren.AsSpan(0, NodeCount);

    public ReadOnlySpan<int> GtChildren => _gtChildren.AsSpan(0, NodeCount);

    public ReadOnlySpan<double> SplitGains => _splitGains.AsSpan(0, NodeCount);

    /// <summary>The feature values that the splits compare with; there once training is over.</summary>
    public ReadOnlySpan<float> Thresholds => _thresholds;

    public Span<double> LeafValues => _leafValues.AsSpan(0, LeafCount);

    /// <summary>Equally many rows' labels for every leaf; null where the trainer drew none.</summary>
    public double[]? LeafSamples { get; private set; }

    /// <summary>The weights of these rows; null where they have none.</summary>
    public double[]? LeafSampleWeights { get; private set; }

    public void SetLeafSamples(double[] samples, double[]? weights)
    {
        LeafSamples = samples;
        LeafSampleWeights = weights;
    }

    /// <summary>Turns a leaf into a node: the leaf's number goes to the lower child, the next free one, returned, to the upper.</summary>
    public int Split(int leaf, in SplitCandidate split)
    {
        int node = NodeCount;
        int newLeaf = LeafCount++;
        // The new node's own children are written below, so that only older nodes are searched for the leaf's parent.
        int parent = Array.IndexOf(_lteChildren, ~leaf, 0, node);
        if (parent >= 0)
            _lteChildren[parent] = node;
        else if ((parent = Array.IndexOf(_gtChildren, ~leaf, 0, node)) >= 0)
            _gtChildren[parent] = node;
        _splitFeatures[node] = split.Feature;
        _binThresholds[node] = split.Threshold;
        _splitGains[node] = split.Gain;
        _lteChildren[node] = ~leaf;
        _gtChildren[node] = ~newLeaf;
        _leafValues[leaf] = split.LteOutput;
        _leafValues[newLeaf] = split.GtOutput;
        return newLeaf;
    }

    /// <summary>The leaf of a training row.</summary>
    public int LeafOf(BinnedDataset data, int row)
    {
        int node = 0;
        while (node >= 0)
            node = data.Columns[_splitFeatures[node]][row] <= _binThresholds[node] ? _lteChildren[node] : _gtChildren[node];
        return ~node;
    }

    /// <summary>The leaf of a row. A missing value is not below any threshold, so it goes to the upper child.</summary>
    public int LeafOf(in VBuffer<float> features)
    {
        ReadOnlySpan<float> values = features.GetValues();
        int node = 0;
        if (features.IsDense)
        {
            while (node >= 0)
                node = values[_splitFeatures[node]] <= _thresholds[node] ? _lteChildren[node] : _gtChildren[node];
            return ~node;
        }

        ReadOnlySpan<int> indices = features.GetIndices();
        while (node >= 0)
        {
            int found = indices.BinarySearch(_splitFeatures[node]);
            float value = found < 0 ? 0 : values[found];
            node = value <= _thresholds[node] ? _lteChildren[node] : _gtChildren[node];
        }

        return ~node;
    }

    /// <summary>Replaces bins by feature values, and the features that training kept by those of the features column.</summary>
    public void Finish(BinnedDataset data)
    {
        _thresholds = new float[NodeCount];
        for (int node = 0; node < NodeCount; node++)
        {
            int feature = _splitFeatures[node];
            _thresholds[node] = (float)data.UpperBounds[feature][_binThresholds[node]];
            _splitFeatures[node] = data.SourceFeatures[feature];
        }
    }
}
