using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public abstract class RandomForestTrainerBase<TOptions, TTransformer, TModel> : FastTreeTrainerBase<TOptions, TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TOptions : FastForestOptionsBase, new()
    where TModel : class
{
    private readonly bool _sampleLeaves;

    private protected RandomForestTrainerBase(
        IHostEnvironment env, TOptions options, SchemaShape.Column label, bool needCalibration, bool sampleLeaves = false)
        : base(env, options, label, needCalibration) => _sampleLeaves = sampleLeaves;

    private protected abstract double TargetOf(float label);

    private protected sealed override TreeEnsembleTrainer MakeTrainer(BinnedDataset data, ParallelOptions parallel)
        => new ForestTrainer(data, FastTreeTrainerOptions, Array.ConvertAll(data.Labels, TargetOf), _sampleLeaves, parallel);
}
