namespace Microsoft.ML.Trainers.FastTree;

public abstract class TreeEnsemble<T>
    where T : RegressionTreeBase
{
    private protected TreeEnsemble(IEnumerable<T> trees)
    {
        Trees = [.. trees];
        TreeWeights = [.. Enumerable.Repeat(1d, Trees.Count)];
    }

    public double Bias => 0;

    public IReadOnlyList<double> TreeWeights { get; }

    public IReadOnlyList<T> Trees { get; }
}
