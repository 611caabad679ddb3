namespace MLNet.ConvExtensions;

/// <summary>Where a training stands when its learning rate is asked for.</summary>
/// <param name="Step">Batches that are done, over all epochs.</param>
/// <param name="StepsPerEpoch">Batches in an epoch, 1 or more.</param>
/// <param name="Epochs">Epochs of the whole training.</param>
/// <param name="History">The values of the finished epochs.</param>
public readonly record struct SchedulePosition(long Step, int StepsPerEpoch, int Epochs, TrainingHistory History)
{
    /// <summary>The current epoch, from 0.</summary>
    public long Epoch => Step / StepsPerEpoch;

    /// <summary>Batches of the whole training.</summary>
    public long Steps => (long)StepsPerEpoch * Epochs;
}
