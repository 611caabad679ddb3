namespace Microsoft.ML.Trainers.FastTree;

public sealed class RegressionTree : RegressionTreeBase
{
    internal RegressionTree(GrownTree tree)
        : base(tree)
    {
    }
}
