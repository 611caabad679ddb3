using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>Batches of what frozen stages make of batches of images, computed anew each time: the images may have been changed.</summary>
/// <param name="images">The batches of images, which are disposed with this.</param>
/// <param name="network">The frozen stages.</param>
internal sealed class FrozenBatches(IBatchSource images, FrozenNetwork network) : IBatchSource
{
    private float[] _values = [];

    public int Samples => images.Samples;

    public int RowsPerSample => images.RowsPerSample;

    public int BatchesPerEpoch => images.BatchesPerEpoch;

    public void Start(int epoch, int batch) => images.Start(epoch, batch);

    public TrainingBatch? Next(CancellationToken cancellation)
    {
        if (images.Next(cancellation) is not { } batch)
            return null;
        int length = checked(batch.Count * network.Length);
        if (_values.Length < length)
            _values = GC.AllocateUninitializedArray<float>(length);
        network.Run(batch.Inputs, batch.Count, _values);
        return new TrainingBatch
        {
            Count = batch.Count,
            Inputs = _values,
            Targets = batch.Targets,
            TargetWidth = batch.TargetWidth,
            Partners = batch.Partners,
            Shares = batch.Shares,
            PartnerWeights = batch.PartnerWeights,
            Weights = batch.Weights,
        };
    }

    public void Dispose() => images.Dispose();
}
