using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

[assembly: LoadableClass(typeof(FastTreeBinaryModelParameters), FastTreeBinaryModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers.FastTree;

public sealed class FastTreeBinaryModelParameters : TreeEnsembleModelParametersBasedOnRegressionTree
{
    internal const string LoaderSignature = "FastTreeBinaryExec";

    internal FastTreeBinaryModelParameters(IHostEnvironment env, GrownTree[] trees, int featureCount)
        : base(env, nameof(FastTreeBinaryModelParameters), trees, featureCount)
    {
    }

    private FastTreeBinaryModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, nameof(FastTreeBinaryModelParameters), ctx)
    {
    }

    private protected override string Signature => LoaderSignature;
}
