using Microsoft.ML;
using MLNet.ConvExtensions.Tests.EstimatorChecks;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

public sealed class ConvNetClassesBattery : TrainerBattery<ConvNetClassesBattery.Case>
{
    public sealed class Case() : FeaturesTrainerCase(TrainerTask.Multiclass)
    {
        public override IEstimator<ITransformer> CreateEstimator() =>
            new MLContext(0).MulticlassClassification.Trainers.ConvNet(classes => Small.Network(classes), Small.Options);
    }
}

public sealed class ConvNetYesNoBattery : TrainerBattery<ConvNetYesNoBattery.Case>
{
    public sealed class Case() : FeaturesTrainerCase(TrainerTask.Binary)
    {
        public override bool AlwaysAsksForInputs => true;

        public override IEstimator<ITransformer> CreateEstimator() =>
            new MLContext(0).BinaryClassification.Trainers.ConvNet(Small.Network(1), Small.Options);
    }
}

public sealed class ConvNetNumberBattery : TrainerBattery<ConvNetNumberBattery.Case>
{
    public sealed class Case() : FeaturesTrainerCase(TrainerTask.Regression)
    {
        public override IEstimator<ITransformer> CreateEstimator() =>
            new MLContext(0).Regression.Trainers.ConvNet(Small.Network(1), Small.Options);
    }
}

internal static class Small
{
    public static ConvNetOptions Options =>
        new()
        {
            Epochs = 20,
            BatchSize = 8,
            LearningRate = 0.02,
            NumberOfThreads = 1,
        };

    public static OnnxNetwork Network(int classes) => NetworkBuilder.Features(4).Dense(6).Relu().Dense(classes).Build("small");
}
