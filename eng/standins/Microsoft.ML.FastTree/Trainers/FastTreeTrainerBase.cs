using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public abstract class FastTreeTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBaseWithGroupId<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TOptions : TreeOptions, new()
    where TModel : class
{
    private readonly Lock _training = new();
    private Random? _featureRandom;

    private protected FastTreeTrainerBase(IHostEnvironment env, TOptions options, SchemaShape.Column label, bool needCalibration)
        : base(
            Register(env),
            TrainerColumns.Features(options.FeatureColumnName),
            label,
            TrainerColumns.OptionalWeight(options.ExampleWeightColumnName),
            TrainerColumns.OptionalGroup(options.RowGroupColumnName))
    {
        FastTreeTrainerOptions = options;
        // Bins make the trees indifferent to the scale of a feature, and the data are read once only.
        Info = new TrainerInfo(normalization: false, calibration: needCalibration, caching: false);
    }

    public override TrainerInfo Info { get; }

    private protected TOptions FastTreeTrainerOptions { get; }

    private protected sealed override TModel TrainModelCore(TrainContext context)
    {
        TrainingData rows = context.TrainingSet.Read(Host, "All instances skipped due to missing features.");
        // Options are checked after the bins are found, as ML.NET does: it shows in the kind of error.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, FastTreeTrainerOptions.NumberOfThreads ?? Environment.ProcessorCount) };
        BinnedDataset data = BinnedDataset.Create(rows, FastTreeTrainerOptions, parallel);
        FastTreeTrainerOptions.Check(Host);
        TreeEnsembleTrainer trainer = MakeTrainer(data, parallel);
        // The trainer goes on drawing features where its last fit stopped, as ML.NET's do, so that two fits can't overlap.
        lock (_training)
        {
            _featureRandom ??= new Random(FastTreeTrainerOptions.FeatureSelectionSeed);
            return MakeModel(trainer.Train(_featureRandom), rows.FeatureCount);
        }
    }

    private protected abstract TreeEnsembleTrainer MakeTrainer(BinnedDataset data, ParallelOptions parallel);

    private protected abstract TModel MakeModel(GrownTree[] trees, int featureCount);

    private static IHost Register(IHostEnvironment env)
    {
        Contracts.CheckValue(env, nameof(env));
        return env.Register("FastTreeTraining");
    }
}
