using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public abstract class BoostedTreeOptions : TreeOptions
{
    public double LearningRate = TreeDefaults.LearningRate;

    public double Shrinkage = 1;

    /// <summary>No leaf of a tree says more than this, in either direction.</summary>
    public double MaximumTreeOutput = 100;

    internal override void Check(IExceptionContext context)
    {
        base.Check(context);
        context.CheckUserArg(MaximumTreeOutput >= 0, nameof(MaximumTreeOutput), NotNegative(MaximumTreeOutput));
        context.CheckUserArg(Shrinkage > 0, nameof(Shrinkage), Positive(Shrinkage));
    }
}
