using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(RegressionPredictionTransformer), RegressionPredictionTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

public sealed class RegressionPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    internal RegressionPredictionTransformer(IHostEnvironment env, TModel model, DataViewSchema inputSchema, string featureColumn)
        : base(env.Register(nameof(RegressionPredictionTransformer)), model, inputSchema, featureColumn)
    {
    }

    private protected override IRowMapper MakeScoreMapper(DataViewSchema inputSchema) =>
        new RegressionScoreMapper(inputSchema, FeatureColumnName, (IValueMapper<float>)Model);

    private protected override void SaveCore(ModelSaveContext ctx) => SaveCommon(ctx, RegressionPredictionTransformer.LoaderSignature);
}

internal static class RegressionPredictionTransformer
{
    public const string LoaderSignature = "RegressionPredXfer";

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx) => PredictionTransformerLoader.Load(
        env, ctx, typeof(RegressionPredictionTransformer<>), _ => []);
}
