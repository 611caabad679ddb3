namespace Microsoft.ML.Trainers.FastTree;

/// <summary>A random forest: every tree learns the targets themselves from a bag of rows.</summary>
internal sealed class ForestTrainer(BinnedDataset data, FastForestOptionsBase options, double[] targets, bool sampleLeaves, ParallelOptions parallel)
    : TreeEnsembleTrainer(data, options)
{
    private readonly ForestTreeLearner _learner = new(data, options, parallel);

    protected override TreeLearner Learner => _learner;

    protected override GrownTree? Grow(bool[] activeFeatures, int[] outOfBag)
    {
        GrownTree? tree = _learner.Fit(activeFeatures, Weigh(targets));
        if (tree is not null && sampleLeaves)
            _learner.SampleLeaves(tree, targets, Data.Weights, options.NumberOfQuantileSamples);
        return tree;
    }
}
