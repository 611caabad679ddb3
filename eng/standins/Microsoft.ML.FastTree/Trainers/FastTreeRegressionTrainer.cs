using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public sealed class FastTreeRegressionTrainer :
    BoostingFastTreeTrainerBase<
        FastTreeRegressionTrainer.Options,
        RegressionPredictionTransformer<FastTreeRegressionModelParameters>,
        FastTreeRegressionModelParameters>
{
    internal FastTreeRegressionTrainer(IHostEnvironment env, Options options)
        : base(env, options, TrainerColumns.SingleLabel(options.LabelColumnName))
    {
    }

    private protected override BoostingObjective MakeObjective(BinnedDataset data) => new SquaredObjective(data, FastTreeTrainerOptions);

    private protected override FastTreeRegressionModelParameters MakeModel(GrownTree[] trees, int featureCount) => new(Host, trees, featureCount);

    private protected override RegressionPredictionTransformer<FastTreeRegressionModelParameters> MakeTransformer(
        FastTreeRegressionModelParameters model, DataViewSchema trainSchema) => new(Host, model, trainSchema, FeatureColumn.Name);

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) => TrainerColumns.OfRegressor();

    public sealed class Options : BoostedTreeOptions
    {
    }
}
