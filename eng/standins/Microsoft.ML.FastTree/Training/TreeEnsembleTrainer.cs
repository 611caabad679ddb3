namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Grows tree after tree: what boosting and forests have in common.</summary>
internal abstract class TreeEnsembleTrainer(BinnedDataset data, TreeOptions options)
{
    protected BinnedDataset Data => data;

    /// <param name="featureRandom">Decides which features a tree may use.</param>
    public GrownTree[] Train(Random featureRandom)
    {
        var trees = new List<GrownTree>();
        Bagging? bagging = options.BaggingSize > 0 ? new Bagging(data.RowCount, options) : null;
        for (int remaining = options.NumberOfTrees; remaining > 0; remaining--)
        {
            var active = new bool[data.FeatureCount];
            for (int i = 0; i < active.Length; i++)
                active[i] = options.FeatureFraction >= 1 || featureRandom.NextDouble() <= options.FeatureFraction;
            if (bagging is not null && trees.Count % options.BaggingSize == 0)
            {
                bagging.Draw();
                Learner.Partition = bagging.InBag;
            }

            if (Grow(active, bagging?.OutOfBag ?? []) is { } tree)
                trees.Add(tree);
        }

        foreach (GrownTree tree in trees)
            tree.Finish(data);
        return [.. trees];
    }

    protected abstract TreeLearner Learner { get; }

    /// <summary>Grows the next tree; null when no split was possible, which counts as a tree all the same.</summary>
    protected abstract GrownTree? Grow(bool[] activeFeatures, int[] outOfBag);

    protected double[] Weigh(double[] targets)
    {
        if (data.Weights is null)
            return targets;
        var weighted = new double[targets.Length];
        for (int i = 0; i < weighted.Length; i++)
            weighted[i] = targets[i] * data.Weights[i];
        return weighted;
    }
}
