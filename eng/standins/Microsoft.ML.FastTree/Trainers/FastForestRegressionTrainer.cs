using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public sealed class FastForestRegressionTrainer :
    RandomForestTrainerBase<
        FastForestRegressionTrainer.Options,
        RegressionPredictionTransformer<FastForestRegressionModelParameters>,
        FastForestRegressionModelParameters>
{
    /// <param name="sampleLeaves">Whether the leaves keep samples of their labels; with the short form of the trainer they don't.</param>
    internal FastForestRegressionTrainer(IHostEnvironment env, Options options, bool sampleLeaves)
        : base(env, options, TrainerColumns.SingleLabel(options.LabelColumnName), needCalibration: false, sampleLeaves)
    {
    }

    private protected override double TargetOf(float label) => label;

    private protected override FastForestRegressionModelParameters MakeModel(GrownTree[] trees, int featureCount) => new(Host, trees, featureCount);

    private protected override RegressionPredictionTransformer<FastForestRegressionModelParameters> MakeTransformer(
        FastForestRegressionModelParameters model, DataViewSchema trainSchema) => new(Host, model, trainSchema, FeatureColumn.Name);

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) => TrainerColumns.OfRegressor();

    public sealed class Options : FastForestOptionsBase
    {
    }
}
