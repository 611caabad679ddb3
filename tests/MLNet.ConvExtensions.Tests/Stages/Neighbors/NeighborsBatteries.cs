using Microsoft.ML;
using MLNet.ConvExtensions.Tests.EstimatorChecks;

namespace MLNet.ConvExtensions.Tests.Stages.Neighbors;

public sealed class NeighborsBattery : TrainerBattery<NeighborsBattery.Case>
{
    public sealed class Case() : FeaturesTrainerCase(TrainerTask.Multiclass)
    {
        public override IEstimator<ITransformer> CreateEstimator() => Context.MulticlassClassification.Trainers.KNearestNeighbors();
    }
}

public sealed class WeightedNeighborsBattery : TrainerBattery<WeightedNeighborsBattery.Case>
{
    public sealed class Case() : FeaturesTrainerCase(TrainerTask.Multiclass)
    {
        public override IEstimator<ITransformer> CreateEstimator() =>
            Context.MulticlassClassification.Trainers.KNearestNeighbors(
                numberOfNeighbors: 7,
                distance: NeighborDistance.Cosine,
                weighting: NeighborWeighting.Distance
            );
    }
}
