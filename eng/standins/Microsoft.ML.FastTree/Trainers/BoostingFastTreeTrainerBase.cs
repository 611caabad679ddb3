using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public abstract class BoostingFastTreeTrainerBase<TOptions, TTransformer, TModel> : FastTreeTrainerBase<TOptions, TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TOptions : BoostedTreeOptions, new()
    where TModel : class
{
    private protected BoostingFastTreeTrainerBase(IHostEnvironment env, TOptions options, SchemaShape.Column label)
        : base(env, options, label, needCalibration: false)
    {
    }

    private protected abstract BoostingObjective MakeObjective(BinnedDataset data);

    private protected sealed override TreeEnsembleTrainer MakeTrainer(BinnedDataset data, ParallelOptions parallel)
        => new BoostingTrainer(data, FastTreeTrainerOptions, MakeObjective(data), parallel);
}
