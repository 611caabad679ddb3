using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(BinaryPredictionTransformer), BinaryPredictionTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

public sealed class BinaryPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    internal BinaryPredictionTransformer(
        IHostEnvironment env,
        TModel model,
        DataViewSchema inputSchema,
        string featureColumn,
        float threshold = 0,
        string thresholdColumn = DefaultColumnNames.Score)
        : base(env.Register(nameof(BinaryPredictionTransformer)), model, inputSchema, featureColumn)
    {
        Threshold = threshold;
        ThresholdColumn = thresholdColumn;
    }

    internal float Threshold { get; }

    internal string ThresholdColumn { get; }

    private protected override IRowMapper MakeScoreMapper(DataViewSchema inputSchema) =>
        new BinaryScoreMapper(inputSchema, FeatureColumnName, (IValueMapper<float>)Model, Threshold, ThresholdColumn);

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        SaveCommon(ctx, BinaryPredictionTransformer.LoaderSignature);
        ctx.Writer.Write(Threshold);
        ctx.SaveString(ThresholdColumn);
    }
}

internal static class BinaryPredictionTransformer
{
    public const string LoaderSignature = "BinaryPredXfer";

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx) => PredictionTransformerLoader.Load(
        env, ctx, typeof(BinaryPredictionTransformer<>), reader => [reader.ReadSingle(), reader.ReadString()]);
}
