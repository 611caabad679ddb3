using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(LinearBinaryModelParameters), LinearBinaryModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

public sealed class LinearBinaryModelParameters : LinearModelParameters
{
    internal const string LoaderSignature = "Linear2CExec";

    public readonly ModelStatisticsBase? Statistics;

    internal LinearBinaryModelParameters(IHostEnvironment env, float[] weights, float bias, ModelStatisticsBase? statistics = null)
        : base(env, nameof(LinearBinaryModelParameters), weights, bias) => Statistics = statistics;

    private LinearBinaryModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, nameof(LinearBinaryModelParameters), ctx) => Statistics = ModelStatisticsFile.ReadOrNull(ctx.Reader);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, typeof(LinearBinaryModelParameters));
        SaveParameters(ctx);
        ModelStatisticsFile.Write(ctx.Writer, Statistics);
    }
}
