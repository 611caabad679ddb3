using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(MaximumEntropyModelParameters), MaximumEntropyModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

public sealed class MaximumEntropyModelParameters : LinearMulticlassModelParametersBase
{
    internal const string LoaderSignature = "MultiClassLRExec";

    internal MaximumEntropyModelParameters(IHostEnvironment env, float[][] weights, float[] biases, ModelStatisticsBase? statistics = null)
        : base(env, nameof(MaximumEntropyModelParameters), weights, biases, statistics)
    {
    }

    private MaximumEntropyModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, nameof(MaximumEntropyModelParameters), ctx)
    {
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, typeof(MaximumEntropyModelParameters));
        SaveParameters(ctx);
    }

    private protected override void Calibrate(Span<float> scores)
    {
        float logSum = VectorMath.LogSumExp(scores);
        for (int i = 0; i < scores.Length; i++)
            scores[i] = (float)Math.Exp(scores[i] - logSum);
    }
}
