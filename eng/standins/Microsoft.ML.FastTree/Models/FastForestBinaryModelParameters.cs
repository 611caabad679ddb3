using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

[assembly: LoadableClass(typeof(FastForestBinaryModelParameters), FastForestBinaryModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers.FastTree;

public sealed class FastForestBinaryModelParameters : TreeEnsembleModelParametersBasedOnQuantileRegressionTree
{
    internal const string LoaderSignature = "FastForestBinaryExec";

    internal FastForestBinaryModelParameters(IHostEnvironment env, GrownTree[] trees, int featureCount)
        : base(env, nameof(FastForestBinaryModelParameters), trees, featureCount)
    {
    }

    private FastForestBinaryModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, nameof(FastForestBinaryModelParameters), ctx)
    {
    }

    private protected override string Signature => LoaderSignature;
}
