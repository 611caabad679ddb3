using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public abstract class RegressionTreeBase
{
    private readonly int[] _leftChild;
    private readonly int[] _rightChild;
    private readonly int[] _splitFeatures;
    private readonly float[] _splitThresholds;
    private readonly double[] _leafValues;
    private readonly double[] _splitGains;
    private readonly bool[] _categoricalSplitFlags;

    internal RegressionTreeBase(GrownTree tree)
    {
        _leftChild = tree.LteChildren.ToArray();
        _rightChild = tree.GtChildren.ToArray();
        _splitFeatures = tree.SplitFeatures.ToArray();
        _splitThresholds = tree.Thresholds.ToArray();
        _leafValues = tree.LeafValues.ToArray();
        _splitGains = tree.SplitGains.ToArray();
        _categoricalSplitFlags = new bool[tree.NodeCount];
    }

    public int NumberOfLeaves => _leafValues.Length;

    public int NumberOfNodes => _leftChild.Length;

    public IReadOnlyList<int> LeftChild => _leftChild.AsReadOnly();

    public IReadOnlyList<int> RightChild => _rightChild.AsReadOnly();

    public IReadOnlyList<int> NumericalSplitFeatureIndexes => _splitFeatures.AsReadOnly();

    public IReadOnlyList<float> NumericalSplitThresholds => _splitThresholds.AsReadOnly();

    /// <summary>All false: these trees split on numbers only.</summary>
    public IReadOnlyList<bool> CategoricalSplitFlags => _categoricalSplitFlags.AsReadOnly();

    public IReadOnlyList<double> LeafValues => _leafValues.AsReadOnly();

    public IReadOnlyList<double> SplitGains => _splitGains.AsReadOnly();

    private protected T OfLeaf<T>(T[] values, int leafIndex)
    {
        if (leafIndex < 0 || leafIndex >= NumberOfLeaves)
            throw Contracts.Except($"There is no leaf {leafIndex}; allowed are 0 to {NumberOfLeaves - 1}.");
        return values[leafIndex];
    }
}
