namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Draws the outputs of leaves towards the mean outputs of the nodes above them: by 0 not at all, by 1 to the root's.</summary>
internal sealed class TreeSmoothing
{
    private readonly GrownTree _tree;
    private readonly double _smoothing;
    private readonly double[] _means;
    private readonly int[] _rows;

    private TreeSmoothing(GrownTree tree, LeafPartition partition, double smoothing)
    {
        _tree = tree;
        _smoothing = smoothing;
        _means = new double[tree.NodeCount];
        _rows = new int[tree.NodeCount];
        // Children are younger than their parents, so that they are done first here.
        for (int node = tree.NodeCount - 1; node >= 0; node--)
        {
            (int lteRows, double lteMean) = Below(tree.LteChildren[node], partition);
            (int gtRows, double gtMean) = Below(tree.GtChildren[node], partition);
            _rows[node] = lteRows + gtRows;
            _means[node] = (lteRows * lteMean + gtRows * gtMean) / _rows[node];
        }
    }

    public static void Apply(GrownTree tree, LeafPartition partition, double smoothing)
    {
        var smoother = new TreeSmoothing(tree, partition, smoothing);
        smoother.Smooth(0, smoother._means[0]);
    }

    private (int Rows, double Mean) Below(int child, LeafPartition partition)
        => child < 0 ? (partition.CountOf(~child), _tree.LeafValues[~child]) : (_rows[child], _means[child]);

    private void Smooth(int child, double parentOutput)
    {
        double own = child < 0 ? _tree.LeafValues[~child] : _means[child];
        double output = (1 - _smoothing) * own + _smoothing * parentOutput;
        if (child < 0)
        {
            _tree.LeafValues[~child] = output;
            return;
        }

        Smooth(_tree.LteChildren[child], output);
        Smooth(_tree.GtChildren[child], output);
    }
}
