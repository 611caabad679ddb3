using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

[assembly: LoadableClass(typeof(FastTreeRegressionModelParameters), FastTreeRegressionModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers.FastTree;

public sealed class FastTreeRegressionModelParameters : TreeEnsembleModelParametersBasedOnRegressionTree
{
    internal const string LoaderSignature = "FastTreeRegressionExec";

    internal FastTreeRegressionModelParameters(IHostEnvironment env, GrownTree[] trees, int featureCount)
        : base(env, nameof(FastTreeRegressionModelParameters), trees, featureCount)
    {
    }

    private FastTreeRegressionModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, nameof(FastTreeRegressionModelParameters), ctx)
    {
    }

    private protected override string Signature => LoaderSignature;
}
