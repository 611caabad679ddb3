using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class SdcaBinaryTrainerBase<TModelParameters>
    : SdcaTrainerBase<SdcaBinaryTrainerBase<TModelParameters>.BinaryOptionsBase, BinaryPredictionTransformer<TModelParameters>, TModelParameters>
    where TModelParameters : class
{
    private readonly ISupportSdcaClassificationLoss _loss;
    private readonly bool _calibrated;

    private protected SdcaBinaryTrainerBase(
        IHostEnvironment env, string name, BinaryOptionsBase options, ISupportSdcaClassificationLoss loss, bool calibrated)
        : base(env, name, options, TrainerColumns.BooleanLabel(options.LabelColumnName))
    {
        _loss = loss;
        _calibrated = calibrated;
    }

    public class BinaryOptionsBase : OptionsBase
    {
        public float PositiveInstanceWeight = 1;

        internal override void Check(IExceptionContext context)
        {
            base.Check(context);
            context.CheckUserArg(PositiveInstanceWeight > 0, nameof(PositiveInstanceWeight), "Weight for positive instances must be positive");
        }
    }

    public override TrainerInfo Info { get; } = new();

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) => TrainerColumns.OfBinaryClassifier(_calibrated);

    private protected override BinaryPredictionTransformer<TModelParameters> MakeTransformer(TModelParameters model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name);

    private protected override int CountClasses(TrainingSet data) => 1;

    private protected override SdcaSolver MakeSolver(TrainingData data, int classCount, SdcaSettings settings) =>
        new SdcaBinarySolver(data, settings, _loss, SdcaTrainerOptions.PositiveInstanceWeight, Host.Rand);
}
