namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The rows of one leaf with their targets and weights side by side, and the best split of each feature there.</summary>
internal sealed class LeafTargets(BinnedDataset data)
{
    private readonly int[] _rows = new int[data.RowCount];
    private readonly double[] _targets = new double[data.RowCount];
    private readonly double[] _weights = data.Weights is null ? [] : new double[data.RowCount];

    public int Leaf { get; private set; }

    public int Count { get; private set; }

    public double SumTargets { get; private set; }

    public double SumWeights { get; private set; }

    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    public ReadOnlySpan<double> Targets => _targets.AsSpan(0, Count);

    public ReadOnlySpan<double> Weights => _weights.Length == 0 ? default : _weights.AsSpan(0, Count);

    public SplitCandidate[] Candidates { get; } = new SplitCandidate[data.FeatureCount];

    public void Load(int leaf, LeafPartition partition, double[] targets)
    {
        Leaf = leaf;
        ReadOnlySpan<int> rows = partition.RowsOf(leaf);
        Count = rows.Length;
        rows.CopyTo(_rows);
        SumTargets = 0;
        SumWeights = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            double target = targets[rows[i]];
            _targets[i] = target;
            SumTargets += target;
            if (data.Weights is null)
                continue;
            double weight = data.Weights[rows[i]];
            _weights[i] = weight;
            SumWeights += weight;
        }

        Array.Fill(Candidates, SplitCandidate.None);
    }
}
