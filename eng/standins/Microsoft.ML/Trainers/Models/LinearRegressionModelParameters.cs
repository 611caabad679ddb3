using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(LinearRegressionModelParameters), LinearRegressionModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

public sealed class LinearRegressionModelParameters : LinearModelParameters
{
    internal const string LoaderSignature = "LinearRegressionExec";

    internal LinearRegressionModelParameters(IHostEnvironment env, float[] weights, float bias)
        : base(env, nameof(LinearRegressionModelParameters), weights, bias)
    {
    }

    private LinearRegressionModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, nameof(LinearRegressionModelParameters), ctx)
    {
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, typeof(LinearRegressionModelParameters));
        SaveParameters(ctx);
    }
}
