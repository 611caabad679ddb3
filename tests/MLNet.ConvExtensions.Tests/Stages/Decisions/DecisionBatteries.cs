using Microsoft.ML;
using MLNet.ConvExtensions.Tests.EstimatorChecks;

namespace MLNet.ConvExtensions.Tests.Stages.Decisions;

/// <summary>A trainer of ML.NET with a calibrator behind it passes what every trainer has to pass.</summary>
public abstract class CalibratedCase(Func<MLContext, IEstimator<ITransformer>> calibrator) : FeaturesTrainerCase(TrainerTask.Multiclass)
{
    public override bool IsOurs => false;

    public override IEstimator<ITransformer> CreateEstimator()
    {
        IEstimator<ITransformer> trainer = Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy();
        return trainer.Append(calibrator(Context));
    }
}

public sealed class TemperatureBattery : TrainerBattery<TemperatureBattery.Case>
{
    public sealed class Case() : CalibratedCase(c => c.MulticlassClassification.Calibrators().Temperature());
}

public sealed class IsotonicBattery : TrainerBattery<IsotonicBattery.Case>
{
    public sealed class Case() : CalibratedCase(c => c.MulticlassClassification.Calibrators().Isotonic());
}
