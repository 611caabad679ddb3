namespace Microsoft.ML.Trainers.FastTree;

public sealed class RegressionTreeEnsemble : TreeEnsemble<RegressionTree>
{
    internal RegressionTreeEnsemble(IEnumerable<GrownTree> trees)
        : base(trees.Select(tree => new RegressionTree(tree)))
    {
    }
}
