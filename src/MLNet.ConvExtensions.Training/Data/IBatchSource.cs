namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// Where batches come from. What it gives depends on the epoch and the batch alone, so that a resumed training sees the same bytes.
/// </summary>
internal interface IBatchSource : IDisposable
{
    /// <summary>Samples in an epoch.</summary>
    int Samples { get; }

    /// <summary>Rows that a batch has of each sample.</summary>
    int RowsPerSample => 1;

    /// <summary>Batches in an epoch; the last may be smaller.</summary>
    int BatchesPerEpoch { get; }

    /// <summary>Begins at a batch of an epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="batch">The batch that <see cref="Next"/> gives first, from 0.</param>
    void Start(int epoch, int batch);

    /// <summary>The next batch, which is valid until the next call; null after the epoch's last one.</summary>
    /// <exception cref="OperationCanceledException">The training was cancelled while the batch was waited for.</exception>
    TrainingBatch? Next(CancellationToken cancellation);
}
