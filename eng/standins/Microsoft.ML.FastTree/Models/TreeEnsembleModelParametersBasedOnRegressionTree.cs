using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public abstract class TreeEnsembleModelParametersBasedOnRegressionTree : TreeEnsembleModelParameters
{
    private protected TreeEnsembleModelParametersBasedOnRegressionTree(IHostEnvironment env, string name, GrownTree[] trees, int featureCount)
        : base(env, name, trees, featureCount) => TrainedTreeEnsemble = new RegressionTreeEnsemble(trees);

    private protected TreeEnsembleModelParametersBasedOnRegressionTree(IHostEnvironment env, string name, ModelLoadContext ctx)
        : base(env, name, ctx) => TrainedTreeEnsemble = new RegressionTreeEnsemble(GrownTrees);

    public RegressionTreeEnsemble TrainedTreeEnsemble { get; }
}
