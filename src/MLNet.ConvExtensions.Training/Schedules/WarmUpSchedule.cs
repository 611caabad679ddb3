using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>
/// The learning rate rises in a straight line, from batch to batch, and then follows another schedule, which begins where the rise ends.
/// </summary>
public sealed record WarmUpSchedule : LearningRateSchedule
{
    /// <summary>Epochs of the rise, 1 or more.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>The first rate as a part of the one that the options name, above 0 and up to 1.</summary>
    public double Start { get; init; } = 0.01;

    /// <summary>What follows.</summary>
    public LearningRateSchedule Then { get; init; } = new CosineSchedule();

    /// <inheritdoc/>
    public override double RateAt(double learningRate, SchedulePosition position)
    {
        long rise = (long)Epochs * position.StepsPerEpoch;
        return position.Step < rise
            ? learningRate * (Start + ((1 - Start) * position.Step / rise))
            : Then.RateAt(
                learningRate,
                position with
                {
                    Step = position.Step - rise,
                    Epochs = Math.Max(position.Epochs - Epochs, 1),
                    History = position.History.Skip(Epochs),
                }
            );
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        this.Require(Epochs >= 1, nameof(Epochs), Epochs, "1 or more");
        this.Require(Start is > 0 and <= 1, nameof(Start), Start, "above 0, up to 1");
        this.Require(Then is { } and not WarmUpSchedule, nameof(Then), Then, "any other schedule");
        Then?.Validate();
    }

    internal override string? VoidIn(int epochs) =>
        Epochs >= epochs
            ? $"{nameof(WarmUpSchedule)}.{nameof(Epochs)} is {Epochs}, and the training has {epochs}: "
                + $"the rate rises up to the end and never follows {Then.GetType().Name}."
            : Then.VoidIn(epochs - Epochs);
}
