namespace MLNet.ConvExtensions;

/// <summary>The same learning rate from the first batch to the last.</summary>
public sealed record ConstantSchedule : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double RateAt(double learningRate, SchedulePosition position) => learningRate;
}
