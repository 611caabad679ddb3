using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(LinearMulticlassModelParameters), LinearMulticlassModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

public sealed class LinearMulticlassModelParameters : LinearMulticlassModelParametersBase
{
    internal const string LoaderSignature = "MultiClassLinear";

    internal LinearMulticlassModelParameters(IHostEnvironment env, float[][] weights, float[] biases)
        : base(env, nameof(LinearMulticlassModelParameters), weights, biases, statistics: null)
    {
    }

    private LinearMulticlassModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, nameof(LinearMulticlassModelParameters), ctx)
    {
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, typeof(LinearMulticlassModelParameters));
        SaveParameters(ctx);
    }

    private protected override void Calibrate(Span<float> scores)
    {
    }
}
