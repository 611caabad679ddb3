using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public abstract class SingleFeaturePredictionTransformerBase<TModel> : PredictionTransformerBase<TModel>, ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected SingleFeaturePredictionTransformerBase(IHost host, TModel model, DataViewSchema trainSchema, string featureColumn)
        : base(host, model, trainSchema)
    {
        FeatureColumnName = featureColumn;
        FeatureColumnType = trainSchema.GetColumnOrNull(featureColumn)?.Type
            ?? throw Host.ExceptSchemaMismatch(nameof(featureColumn), "feature", featureColumn);
    }

    public string FeatureColumnName { get; }

    public DataViewType FeatureColumnType { get; }

    public sealed override DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        DataViewSchema.Column features = inputSchema.GetColumnOrNull(FeatureColumnName)
            ?? throw Host.ExceptSchemaMismatch(nameof(inputSchema), "feature", FeatureColumnName);
        if (!features.Type.Equals(FeatureColumnType))
        {
            throw Host.ExceptSchemaMismatch(
                nameof(inputSchema), "feature", FeatureColumnName, FeatureColumnType.ToString()!, features.Type.ToString()!);
        }

        return Transform(new EmptyDataView(inputSchema)).Schema;
    }

    private protected sealed override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        SaveCore(ctx);
    }

    /// <summary>Writes what <see cref="PredictionTransformerLoader"/> reads.</summary>
    private protected void SaveCommon(ModelSaveContext ctx, string loaderSignature)
    {
        ctx.SetVersionInfo(loaderSignature, typeof(PredictionTransformerLoader));
        PredictionTransformerLoader.SaveCommon(ctx, Model, TrainSchema, FeatureColumnName);
    }

    private protected abstract void SaveCore(ModelSaveContext ctx);
}
