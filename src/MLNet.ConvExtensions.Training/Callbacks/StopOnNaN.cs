namespace MLNet.ConvExtensions;

/// <summary>Ends a training whose loss is no longer a finite number: such a network can't recover.</summary>
public sealed class StopOnNaN : TrainingCallback
{
    /// <summary>Batches from one look at the loss to the next, 1 or more. Looking makes a GPU wait.</summary>
    public int Every { get; init; } = 1;

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingContext context)
    {
        if (Every < 1)
            throw new ArgumentException($"{nameof(StopOnNaN)}.{nameof(Every)} is {Every}; allowed: 1 or more.");
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Batch % Every != 0 && context.Batch != context.BatchesPerEpoch)
            return;
        double loss = context.Logs[TrainingLogs.Loss];
        if (!double.IsFinite(loss) && context.LastLoss is not null)
        {
            context.RequestStop(
                $"The loss is {loss} in epoch {context.Epoch}, batch {context.Batch}. Lower the learning rate "
                    + $"({context.Logs[TrainingLogs.LearningRate]:G4} now), clip gradients, or look for extreme values in the data."
            );
        }
    }
}
