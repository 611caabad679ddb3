using Microsoft.ML;
using MLNet.ConvExtensions.Tests.EstimatorChecks;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning;

public sealed class FineTuneClassesBattery : TrainerBattery<FineTuneClassesBattery.Case>
{
    public sealed class Case() : FeaturesTrainerCase(TrainerTask.Multiclass)
    {
        public override IEstimator<ITransformer> CreateEstimator() =>
            new MLContext(0).MulticlassClassification.Trainers.FineTune(Small.Backbone, Small.Options);
    }
}

public sealed class FineTuneYesNoBattery : TrainerBattery<FineTuneYesNoBattery.Case>
{
    public sealed class Case() : FeaturesTrainerCase(TrainerTask.Binary)
    {
        public override bool AlwaysAsksForInputs => true;

        public override IEstimator<ITransformer> CreateEstimator() =>
            new MLContext(0).BinaryClassification.Trainers.FineTune(Small.Backbone, Small.Options with { CacheFeatures = false });
    }
}

public sealed class FineTuneNumberBattery : TrainerBattery<FineTuneNumberBattery.Case>
{
    public sealed class Case() : FeaturesTrainerCase(TrainerTask.Regression)
    {
        public override IEstimator<ITransformer> CreateEstimator() =>
            new MLContext(0).Regression.Trainers.FineTune(
                Small.Backbone,
                Small.Options with
                {
                    Strategy = FineTuneStrategy.Full,
                    HiddenUnits = [6],
                }
            );
    }
}

internal static class Small
{
    public static FineTuneOptions Options =>
        new()
        {
            Epochs = 20,
            BatchSize = 8,
            LearningRate = 0.02,
            NumberOfThreads = 1,
        };

    /// <summary>Sees the four values as a grey image.</summary>
    public static Backbone Backbone { get; } =
        Backbone.FromNetwork("small", NetworkBuilder.Image(2, 2, 1).Conv(6, 2).Relu().Flatten().Dense(8).Relu().Dense(3).Build("small"));
}
