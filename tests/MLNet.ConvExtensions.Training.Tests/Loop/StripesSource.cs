using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>
/// Pictures of 8 x 8 with noise: those of class 0 have horizontal stripes, those of class 1 vertical ones, those of class 2 none.
/// </summary>
internal sealed class StripesSource(int samples, int batchSize, int seed = 3, Func<int, float>? target = null) : IBatchSource
{
    private int _epoch;
    private int _batch;

    public int Samples => samples;

    public int BatchesPerEpoch => (samples + batchSize - 1) / batchSize;

    public void Start(int epoch, int batch) => (_epoch, _batch) = (epoch, batch);

    public TrainingBatch? Next(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int first = _batch++ * batchSize,
            count = Math.Min(batchSize, samples - first);
        if (count <= 0)
            return null;
        int[] order = [.. Enumerable.Range(0, samples)];
        new Random((seed * 1000) + _epoch).Shuffle(order);
        var batch = new TrainingBatch
        {
            Count = count,
            Inputs = new float[count * 64],
            Targets = new float[count],
        };
        for (int i = 0; i < count; i++)
        {
            int sample = order[first + i],
                kind = sample % 3;
            var random = new Random((seed * 7919) + sample);
            for (int at = 0; at < 64; at++)
                batch.Inputs[(i * 64) + at] =
                    (float)(random.NextDouble() - 0.5)
                    + (
                        kind == 0 ? at / 8 % 2
                        : kind == 1 ? at % 2
                        : 0.5f
                    );
            batch.Targets[i] = target?.Invoke(kind) ?? kind;
        }

        return batch;
    }

    public void Dispose() { }
}
