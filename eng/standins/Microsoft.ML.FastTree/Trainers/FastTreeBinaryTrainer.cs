using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public sealed class FastTreeBinaryTrainer :
    BoostingFastTreeTrainerBase<
        FastTreeBinaryTrainer.Options,
        BinaryPredictionTransformer<CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>>,
        CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>>
{
    // Read when the trainer is made: an option that changes later no longer changes the loss.
    private readonly double _sigmoid;

    internal FastTreeBinaryTrainer(IHostEnvironment env, Options options)
        : base(env, options, TrainerColumns.BooleanLabel(options.LabelColumnName)) => _sigmoid = 2 * options.LearningRate;

    private protected override BoostingObjective MakeObjective(BinnedDataset data)
        => new LogisticObjective(data, FastTreeTrainerOptions, _sigmoid, FastTreeTrainerOptions.UnbalancedSets);

    // The scores are log-odds up to the scale that the loss gives them, so that no calibrator has to be trained.
    private protected override CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator> MakeModel(GrownTree[] trees, int featureCount)
        => new CalibratedModelParameters<FastTreeBinaryModelParameters, PlattCalibrator>(
            new FastTreeBinaryModelParameters(Host, trees, featureCount),
            new PlattCalibrator(-_sigmoid, 0));

    private protected override BinaryPredictionTransformer<CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>> MakeTransformer(
        CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator> model, DataViewSchema trainSchema)
        => new(Host, model, trainSchema, FeatureColumn.Name);

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) => TrainerColumns.OfBinaryClassifier(calibrated: true);

    public sealed class Options : BoostedTreeOptions
    {
        /// <summary>Whether both classes count equally, however many rows they have.</summary>
        public bool UnbalancedSets;
    }
}
