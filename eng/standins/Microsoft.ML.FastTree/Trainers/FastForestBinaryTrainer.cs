using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public sealed class FastForestBinaryTrainer :
    RandomForestTrainerBase<
        FastForestBinaryTrainer.Options,
        BinaryPredictionTransformer<FastForestBinaryModelParameters>,
        FastForestBinaryModelParameters>
{
    internal FastForestBinaryTrainer(IHostEnvironment env, Options options)
        : base(env, options, TrainerColumns.BooleanLabel(options.LabelColumnName), needCalibration: true)
    {
    }

    private protected override double TargetOf(float label) => LogisticObjective.IsPositive(label) ? 1 : -1;

    private protected override FastForestBinaryModelParameters MakeModel(GrownTree[] trees, int featureCount) => new(Host, trees, featureCount);

    private protected override BinaryPredictionTransformer<FastForestBinaryModelParameters> MakeTransformer(
        FastForestBinaryModelParameters model, DataViewSchema trainSchema) => new(Host, model, trainSchema, FeatureColumn.Name);

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) => TrainerColumns.OfBinaryClassifier(calibrated: false);

    public sealed class Options : FastForestOptionsBase
    {
    }
}
