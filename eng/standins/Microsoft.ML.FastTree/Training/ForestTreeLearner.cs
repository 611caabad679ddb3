namespace Microsoft.ML.Trainers.FastTree;

/// <summary>A tree learner that leaves features out at random at every split, so that the trees of a forest differ.</summary>
internal sealed class ForestTreeLearner(BinnedDataset data, TreeOptions options, ParallelOptions parallel)
    : TreeLearner(data, options, parallel)
{
    /// <summary>Draws, for every leaf, some rows' labels (and weights): the leaf's distribution.</summary>
    public void SampleLeaves(GrownTree tree, double[] labels, double[]? weights, int samplesPerLeaf)
    {
        var samples = new double[tree.LeafCount * samplesPerLeaf];
        double[]? sampleWeights = weights is null ? null : new double[samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            ReadOnlySpan<int> rows = Partition.RowsOf(i / samplesPerLeaf);
            int row = rows[Random.Next(rows.Length)];
            samples[i] = labels[row];
            if (sampleWeights is not null)
                sampleWeights[i] = weights![row];
        }

        tree.SetLeafSamples(samples, sampleWeights);
    }

    protected override int ChooseFeature(SplitCandidate[] candidates)
    {
        if (FeatureFractionPerSplit == 1)
            return base.ChooseFeature(candidates);
        int best = 0;
        for (int i = 1; i < candidates.Length; i++)
        {
            // Left out only if it would win: a random number is drawn for nothing else. The first usable feature always counts.
            double gain = candidates[best].Gain;
            if ((candidates[i].Gain > gain && Random.NextDouble() < FeatureFractionPerSplit) || double.IsNegativeInfinity(gain))
                best = i;
        }

        return best;
    }
}
