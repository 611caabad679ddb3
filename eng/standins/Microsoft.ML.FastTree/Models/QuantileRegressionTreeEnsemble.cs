namespace Microsoft.ML.Trainers.FastTree;

public sealed class QuantileRegressionTreeEnsemble : TreeEnsemble<QuantileRegressionTree>
{
    internal QuantileRegressionTreeEnsemble(IEnumerable<GrownTree> trees)
        : base(trees.Select(tree => new QuantileRegressionTree(tree)))
    {
    }
}
