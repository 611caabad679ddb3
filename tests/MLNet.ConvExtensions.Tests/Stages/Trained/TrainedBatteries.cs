using Microsoft.ML;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.EstimatorChecks;

namespace MLNet.ConvExtensions.Tests.Stages.Trained;

public sealed class TrainedClassesBattery : TrainerBattery<TrainedClassesBattery.Case>
{
    public sealed class Case() : FeaturesTrainerCase(TrainerTask.Multiclass)
    {
        public override IEstimator<ITransformer> CreateEstimator() =>
            new FixedNetworkTrainer(ModelTask.Multiclass, TrainedNetworks.Logits.Build());
    }
}

public sealed class TrainedClassesWithSoftmaxBattery : TrainerBattery<TrainedClassesWithSoftmaxBattery.Case>
{
    public sealed class Case() : FeaturesTrainerCase(TrainerTask.Multiclass)
    {
        public override IEstimator<ITransformer> CreateEstimator() =>
            new FixedNetworkTrainer(ModelTask.Multiclass, TrainedNetworks.Logits.Softmax().Build());
    }
}

public sealed class TrainedLogitBattery : TrainerBattery<TrainedLogitBattery.Case>
{
    public sealed class Case() : FeaturesTrainerCase(TrainerTask.Binary)
    {
        public override bool AlwaysAsksForInputs => true;

        public override IEstimator<ITransformer> CreateEstimator() =>
            new FixedNetworkTrainer(ModelTask.Binary, TrainedNetworks.Logit.Build());
    }
}

public sealed class TrainedProbabilityBattery : TrainerBattery<TrainedProbabilityBattery.Case>
{
    public sealed class Case() : FeaturesTrainerCase(TrainerTask.Binary)
    {
        public override bool AlwaysAsksForInputs => true;

        public override IEstimator<ITransformer> CreateEstimator() =>
            new FixedNetworkTrainer(ModelTask.Binary, TrainedNetworks.Logit.Sigmoid().Build());
    }
}

public sealed class TrainedTwoLogitsBattery : TrainerBattery<TrainedTwoLogitsBattery.Case>
{
    public sealed class Case() : FeaturesTrainerCase(TrainerTask.Binary)
    {
        public override bool AlwaysAsksForInputs => true;

        public override IEstimator<ITransformer> CreateEstimator() =>
            new FixedNetworkTrainer(ModelTask.Binary, TrainedNetworks.TwoLogits.Build());
    }
}

public sealed class TrainedAmountBattery : TrainerBattery<TrainedAmountBattery.Case>
{
    public sealed class Case() : FeaturesTrainerCase(TrainerTask.Regression)
    {
        public override IEstimator<ITransformer> CreateEstimator() =>
            new FixedNetworkTrainer(ModelTask.Regression, TrainedNetworks.Amount.Build());
    }
}

public sealed class TrainedEnsembleBattery : TrainerBattery<TrainedEnsembleBattery.Case>
{
    public sealed class Case() : FeaturesTrainerCase(TrainerTask.Multiclass)
    {
        public override IEstimator<ITransformer> CreateEstimator() =>
            Context.MulticlassClassification.Trainers.AveragingEnsemble(
                new FixedNetworkTrainer(ModelTask.Multiclass, TrainedNetworks.Logits.Build()),
                new FixedNetworkTrainer(ModelTask.Multiclass, TrainedNetworks.Logits.Relu().Softmax().Build())
            );
    }
}
