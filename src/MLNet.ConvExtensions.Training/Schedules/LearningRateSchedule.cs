namespace MLNet.ConvExtensions;

/// <summary>
/// How the learning rate changes while a network is trained. A rate depends on the position and the finished epochs' values alone, so a
/// schedule has no state: a training that is resumed gets the rates that it would have had.
/// </summary>
public abstract record LearningRateSchedule
{
    /// <summary>The learning rate of the next batch.</summary>
    /// <param name="learningRate">The learning rate that the trainer's options name.</param>
    /// <param name="position">Where the training stands.</param>
    public abstract double RateAt(double learningRate, SchedulePosition position);

    /// <summary>Refuses values that make no schedule.</summary>
    /// <exception cref="ArgumentException">A value is outside of what is allowed; the message says what is.</exception>
    public virtual void Validate() { }

    /// <summary>What of the schedule never comes about in a training of so many epochs; null where all does.</summary>
    internal virtual string? VoidIn(int epochs) => null;
}
