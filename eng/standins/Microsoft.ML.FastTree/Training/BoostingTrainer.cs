namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Gradient boosting: every tree learns the gradient of the loss at the scores of the trees before it.</summary>
internal sealed class BoostingTrainer(BinnedDataset data, BoostedTreeOptions options, BoostingObjective objective, ParallelOptions parallel)
    : TreeEnsembleTrainer(data, options)
{
    private readonly double[] _scores = new double[data.RowCount];
    private readonly TreeLearner _learner = new(data, options, parallel);

    protected override TreeLearner Learner => _learner;

    protected override GrownTree? Grow(bool[] activeFeatures, int[] outOfBag)
    {
        objective.Update(_scores);
        GrownTree? tree = _learner.Fit(activeFeatures, Weigh(objective.Gradient));
        if (tree is null)
            return null;
        objective.SetStep(tree, _learner.Partition);
        if (options.Smoothing != 0)
            TreeSmoothing.Apply(tree, _learner.Partition, options.Smoothing);
        for (int leaf = 0; leaf < tree.LeafCount; leaf++)
        {
            foreach (int row in _learner.Partition.RowsOf(leaf))
                _scores[row] += tree.LeafValues[leaf];
        }

        foreach (int row in outOfBag)
            _scores[row] += tree.LeafValues[tree.LeafOf(Data, row)];
        return tree;
    }
}
