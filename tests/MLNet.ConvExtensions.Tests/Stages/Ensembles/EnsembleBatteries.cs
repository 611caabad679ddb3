using Microsoft.ML;
using MLNet.ConvExtensions.Tests.EstimatorChecks;

namespace MLNet.ConvExtensions.Tests.Stages.Ensembles;

/// <summary>An ensemble whose probability is that of a calibrator.</summary>
public abstract class CalibratedEnsembleCase(Func<MLContext, IEstimator<ITransformer>> create) : EnsembleCase(TrainerTask.Binary, create)
{
    public override bool AlwaysAsksForInputs => true;
}

/// <summary>An ensemble over the features of the battery; members of several kinds, one of which adds and overwrites columns.</summary>
public abstract class EnsembleCase(TrainerTask task, Func<MLContext, IEstimator<ITransformer>> create) : FeaturesTrainerCase(task)
{
    public override IEstimator<ITransformer> CreateEstimator() => create(Context);

    public static IEstimator<ITransformer>[] Multiclass(MLContext c) =>
        [
            c.MulticlassClassification.Trainers.LbfgsMaximumEntropy(),
            new EnsembleMember(
                c.Transforms.NormalizeMinMax("Features")
                    .Append(c.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l2Regularization: 0.1f)),
                "normalised"
            ),
            c
                .Transforms.NormalizeMeanVariance("Scaled", "Features")
                .Append(
                    c.MulticlassClassification.Trainers.OneVersusAll(
                        c.BinaryClassification.Trainers.LbfgsLogisticRegression(featureColumnName: "Scaled")
                    )
                ),
        ];

    public static IEstimator<ITransformer>[] Binary(MLContext c) =>
        [
            c.BinaryClassification.Trainers.LbfgsLogisticRegression(),
            c
                .Transforms.NormalizeMinMax("Features")
                .Append(c.BinaryClassification.Trainers.LbfgsLogisticRegression(l2Regularization: 0.1f)),
            c.BinaryClassification.Trainers.FastTree(minimumExampleCountPerLeaf: 3, numberOfTrees: 5),
        ];

    public static IEstimator<ITransformer>[] Regression(MLContext c) =>
        [
            c.Regression.Trainers.FastTree(minimumExampleCountPerLeaf: 3),
            c
                .Transforms.NormalizeMinMax("Features")
                .Append(c.Regression.Trainers.FastTree(minimumExampleCountPerLeaf: 5, numberOfTrees: 20)),
        ];
}

public sealed class VotingMulticlassBattery : TrainerBattery<VotingMulticlassBattery.Case>
{
    public sealed class Case()
        : EnsembleCase(TrainerTask.Multiclass, c => c.MulticlassClassification.Trainers.VotingEnsemble(Multiclass(c)));
}

public sealed class AveragingMulticlassBattery : TrainerBattery<AveragingMulticlassBattery.Case>
{
    public sealed class Case()
        : EnsembleCase(
            TrainerTask.Multiclass,
            c => c.MulticlassClassification.Trainers.AveragingEnsemble(Multiclass(c), new EnsembleOptions { Weights = [1, 2, 0.5f] })
        );
}

public sealed class WeightedMulticlassBattery : TrainerBattery<WeightedMulticlassBattery.Case>
{
    public sealed class Case()
        : EnsembleCase(TrainerTask.Multiclass, c => c.MulticlassClassification.Trainers.WeightedEnsemble(Multiclass(c)));
}

public sealed class StackingMulticlassBattery : TrainerBattery<StackingMulticlassBattery.Case>
{
    public sealed class Case()
        : EnsembleCase(
            TrainerTask.Multiclass,
            c =>
                c.MulticlassClassification.Trainers.StackingEnsemble(
                    c.MulticlassClassification.Trainers.LbfgsMaximumEntropy(),
                    Multiclass(c)
                )
        );
}

public sealed class BaggingMulticlassBattery : TrainerBattery<BaggingMulticlassBattery.Case>
{
    public sealed class Case()
        : EnsembleCase(
            TrainerTask.Multiclass,
            c => c.MulticlassClassification.Trainers.BaggingEnsemble(c.MulticlassClassification.Trainers.LbfgsMaximumEntropy(), 3)
        );
}

public sealed class NestedMulticlassBattery : TrainerBattery<NestedMulticlassBattery.Case>
{
    public sealed class Case()
        : EnsembleCase(
            TrainerTask.Multiclass,
            c =>
                c.MulticlassClassification.Trainers.AveragingEnsemble(
                    c.MulticlassClassification.Trainers.VotingEnsemble(Multiclass(c)),
                    c.MulticlassClassification.Trainers.LbfgsMaximumEntropy()
                )
        );
}

public sealed class VotingBinaryBattery : TrainerBattery<VotingBinaryBattery.Case>
{
    public sealed class Case() : CalibratedEnsembleCase(c => c.BinaryClassification.Trainers.VotingEnsemble(Binary(c)));
}

public sealed class AveragingBinaryBattery : TrainerBattery<AveragingBinaryBattery.Case>
{
    public sealed class Case() : CalibratedEnsembleCase(c => c.BinaryClassification.Trainers.AveragingEnsemble(Binary(c)));
}

public sealed class WeightedBinaryBattery : TrainerBattery<WeightedBinaryBattery.Case>
{
    public sealed class Case() : CalibratedEnsembleCase(c => c.BinaryClassification.Trainers.WeightedEnsemble(Binary(c)));
}

public sealed class StackingBinaryBattery : TrainerBattery<StackingBinaryBattery.Case>
{
    public sealed class Case()
        : EnsembleCase(
            TrainerTask.Binary,
            c =>
                c.BinaryClassification.Trainers.StackingEnsemble(
                    c.BinaryClassification.Trainers.LbfgsLogisticRegression(),
                    Binary(c),
                    new StackingEnsembleOptions { PassThroughColumnNames = ["Features"] }
                )
        );
}

public sealed class AveragingRegressionBattery : TrainerBattery<AveragingRegressionBattery.Case>
{
    public sealed class Case() : EnsembleCase(TrainerTask.Regression, c => c.Regression.Trainers.AveragingEnsemble(Regression(c)));
}

public sealed class WeightedRegressionBattery : TrainerBattery<WeightedRegressionBattery.Case>
{
    public sealed class Case() : EnsembleCase(TrainerTask.Regression, c => c.Regression.Trainers.WeightedEnsemble(Regression(c)));
}

public sealed class BaggingRegressionBattery : TrainerBattery<BaggingRegressionBattery.Case>
{
    public sealed class Case()
        : EnsembleCase(
            TrainerTask.Regression,
            c => c.Regression.Trainers.BaggingEnsemble(c.Regression.Trainers.FastTree(minimumExampleCountPerLeaf: 3, numberOfTrees: 10), 3)
        );
}

public sealed class BurstMulticlassBattery : TrainerBattery<BurstMulticlassBattery.Case>
{
    // Every row is a group of its own, so that a view and a prediction engine agree.
    public sealed class Case()
        : EnsembleCase(
            TrainerTask.Multiclass,
            c => c.MulticlassClassification.Trainers.BurstEnsemble(c.MulticlassClassification.Trainers.LbfgsMaximumEntropy(), "Name")
        )
    {
        public override IReadOnlyList<string> InputColumns => ["Features", "Name"];

        public override bool SeesOtherRows => true;
    }
}

public sealed class BurstBinaryBattery : TrainerBattery<BurstBinaryBattery.Case>
{
    public sealed class Case()
        : CalibratedEnsembleCase(c =>
            c.BinaryClassification.Trainers.BurstEnsemble(c.BinaryClassification.Trainers.LbfgsLogisticRegression(), "Name")
        )
    {
        public override IReadOnlyList<string> InputColumns => ["Features", "Name"];

        public override bool SeesOtherRows => true;
    }
}
