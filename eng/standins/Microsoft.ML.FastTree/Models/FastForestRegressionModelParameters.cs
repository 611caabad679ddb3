using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

[assembly: LoadableClass(typeof(FastForestRegressionModelParameters), FastForestRegressionModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers.FastTree;

public sealed class FastForestRegressionModelParameters : TreeEnsembleModelParametersBasedOnQuantileRegressionTree
{
    internal const string LoaderSignature = "FastForestRegressionExec";

    internal FastForestRegressionModelParameters(IHostEnvironment env, GrownTree[] trees, int featureCount)
        : base(env, nameof(FastForestRegressionModelParameters), trees, featureCount)
    {
    }

    private FastForestRegressionModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, nameof(FastForestRegressionModelParameters), ctx)
    {
    }

    private protected override string Signature => LoaderSignature;

    private protected override float Score(in VBuffer<float> features) => base.Score(features) / GrownTrees.Length;
}
