namespace Microsoft.ML.Trainers.FastTree;

public sealed class QuantileRegressionTree : RegressionTreeBase
{
    private readonly double[][] _samples;
    private readonly double[][] _weights;

    internal QuantileRegressionTree(GrownTree tree)
        : base(tree)
    {
        // A leaf without samples passes for one with a single sample, its value.
        double[] samples = tree.LeafSamples ?? tree.LeafValues.ToArray();
        int perLeaf = samples.Length / tree.LeafCount;
        double[] weights = tree.LeafSampleWeights ?? [.. Enumerable.Repeat(1d, samples.Length)];
        _samples = [.. Enumerable.Range(0, tree.LeafCount).Select(leaf => samples[(leaf * perLeaf)..((leaf + 1) * perLeaf)])];
        _weights = [.. Enumerable.Range(0, tree.LeafCount).Select(leaf => weights[(leaf * perLeaf)..((leaf + 1) * perLeaf)])];
    }

    public IReadOnlyList<double> GetLeafSamplesAt(int leafIndex) => OfLeaf(_samples, leafIndex);

    public IReadOnlyList<double> GetLeafSampleWeightsAt(int leafIndex) => OfLeaf(_weights, leafIndex);
}
