using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(MulticlassPredictionTransformer), MulticlassPredictionTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

public sealed class MulticlassPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    private readonly string _labelColumn;
    private readonly LabelValues? _labelValues;

    internal MulticlassPredictionTransformer(
        IHostEnvironment env, TModel model, DataViewSchema inputSchema, string featureColumn, string labelColumn)
        : base(env.Register(nameof(MulticlassPredictionTransformer)), model, inputSchema, featureColumn)
    {
        _labelColumn = labelColumn;
        _labelValues = LabelValues.OfColumn(inputSchema, labelColumn, ((IMulticlassValueMapper)model).ClassCount);
    }

    private protected override IRowMapper MakeScoreMapper(DataViewSchema inputSchema) =>
        new MulticlassScoreMapper(inputSchema, FeatureColumnName, (IMulticlassValueMapper)Model, _labelValues);

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        SaveCommon(ctx, MulticlassPredictionTransformer.LoaderSignature);
        ctx.SaveString(_labelColumn);
    }
}

internal static class MulticlassPredictionTransformer
{
    public const string LoaderSignature = "MulticlassPredXfer";

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx) => PredictionTransformerLoader.Load(
        env, ctx, typeof(MulticlassPredictionTransformer<>), reader => [reader.ReadString()]);
}
