using Microsoft.ML;

namespace MLNet.ConvExtensions.Tests.EstimatorChecks;

/// <summary>ML.NET's own trainers pass the battery: it asks for nothing that a user of ML.NET isn't used to.</summary>
public abstract class StockTrainerCase(TrainerTask task, Func<MLContext, IEstimator<ITransformer>> create) : FeaturesTrainerCase(task)
{
    public override bool IsOurs => false;

    public override IEstimator<ITransformer> CreateEstimator() => create(Context);
}

public sealed class StockMulticlassBattery : TrainerBattery<StockMulticlassBattery.Case>
{
    public sealed class Case() : StockTrainerCase(TrainerTask.Multiclass, c => c.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
}

public sealed class StockBinaryBattery : TrainerBattery<StockBinaryBattery.Case>
{
    public sealed class Case() : StockTrainerCase(TrainerTask.Binary, c => c.BinaryClassification.Trainers.LbfgsLogisticRegression());
}

public sealed class StockUncalibratedBattery : TrainerBattery<StockUncalibratedBattery.Case>
{
    public sealed class Case() : StockTrainerCase(TrainerTask.Binary, c => c.BinaryClassification.Trainers.LinearSvm())
    {
        public override bool HasProbability => false;

        // The order in which it visits the rows goes on from fit to fit.
        public override bool IsDeterministic => false;
    }
}

public sealed class StockRegressionBattery : TrainerBattery<StockRegressionBattery.Case>
{
    public sealed class Case()
        : StockTrainerCase(TrainerTask.Regression, c => c.Regression.Trainers.FastTree(minimumExampleCountPerLeaf: 3));
}
