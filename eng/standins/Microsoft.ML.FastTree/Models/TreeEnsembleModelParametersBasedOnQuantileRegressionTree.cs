using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public abstract class TreeEnsembleModelParametersBasedOnQuantileRegressionTree : TreeEnsembleModelParameters
{
    private protected TreeEnsembleModelParametersBasedOnQuantileRegressionTree(IHostEnvironment env, string name, GrownTree[] trees, int featureCount)
        : base(env, name, trees, featureCount) => TrainedTreeEnsemble = new QuantileRegressionTreeEnsemble(trees);

    private protected TreeEnsembleModelParametersBasedOnQuantileRegressionTree(IHostEnvironment env, string name, ModelLoadContext ctx)
        : base(env, name, ctx) => TrainedTreeEnsemble = new QuantileRegressionTreeEnsemble(GrownTrees);

    public QuantileRegressionTreeEnsemble TrainedTreeEnsemble { get; }
}
