using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>The learning rate is multiplied by a factor after every epoch.</summary>
public sealed record ExponentialSchedule : LearningRateSchedule
{
    /// <summary>What the rate is multiplied by, above 0 and up to 1.</summary>
    public double Factor { get; init; } = 0.95;

    /// <inheritdoc/>
    public override double RateAt(double learningRate, SchedulePosition position) => learningRate * Math.Pow(Factor, position.Epoch);

    /// <inheritdoc/>
    public override void Validate() => this.Require(Factor is > 0 and <= 1, nameof(Factor), Factor, "above 0, up to 1");
}
