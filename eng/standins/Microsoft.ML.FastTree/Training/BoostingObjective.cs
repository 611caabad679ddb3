namespace Microsoft.ML.Trainers.FastTree;

/// <summary>A loss: its negative gradient by row, and how far to go along it in each leaf.</summary>
internal abstract class BoostingObjective(BinnedDataset data)
{
    protected BinnedDataset Data => data;

    public double[] Gradient { get; } = new double[data.RowCount];

    public abstract void Update(double[] scores);

    public abstract void SetStep(GrownTree tree, LeafPartition partition);
}
