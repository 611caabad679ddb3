namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The squared loss: the gradient is the residual, and a leaf steps along its mean.</summary>
internal sealed class SquaredObjective(BinnedDataset data, BoostedTreeOptions options) : BoostingObjective(data)
{
    public override void Update(double[] scores)
    {
        for (int i = 0; i < scores.Length; i++)
            Gradient[i] = Data.Labels[i] - scores[i];
    }

    public override void SetStep(GrownTree tree, LeafPartition partition)
    {
        double step = options.LearningRate * options.Shrinkage;
        for (int leaf = 0; leaf < tree.LeafCount; leaf++)
            tree.LeafValues[leaf] *= step;
    }
}
