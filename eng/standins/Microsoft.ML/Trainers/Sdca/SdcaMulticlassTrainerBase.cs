using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class SdcaMulticlassTrainerBase<TModel>
    : SdcaTrainerBase<SdcaMulticlassTrainerBase<TModel>.MulticlassOptions, MulticlassPredictionTransformer<TModel>, TModel>
    where TModel : class
{
    private readonly ISupportSdcaClassificationLoss _loss;

    internal SdcaMulticlassTrainerBase(IHostEnvironment env, string name, MulticlassOptions options, ISupportSdcaClassificationLoss loss)
        : base(env, name, options, TrainerColumns.KeyLabel(options.LabelColumnName)) => _loss = loss;

    public class MulticlassOptions : OptionsBase
    {
    }

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) =>
        TrainerColumns.OfMulticlassClassifier(inputSchema, LabelColumn.Name);

    private protected override MulticlassPredictionTransformer<TModel> MakeTransformer(TModel model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name, LabelColumn.Name);

    private protected override int CountClasses(TrainingSet data) => data.CheckMulticlassLabel();

    private protected override SdcaSolver MakeSolver(TrainingData data, int classCount, SdcaSettings settings) =>
        new SdcaMulticlassSolver(data, settings, _loss, classCount, Host.Rand);
}
