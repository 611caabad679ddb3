using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>The learning rate is divided by a number that grows by the same amount after every epoch: rate / (1 + decay * epochs).</summary>
public sealed record InverseTimeSchedule : LearningRateSchedule
{
    /// <summary>What the divisor grows by in an epoch, above 0: with 1, the rate is a half after the first epoch and a third after two.</summary>
    public double Decay { get; init; } = 0.5;

    /// <inheritdoc/>
    public override double RateAt(double learningRate, SchedulePosition position) => learningRate / (1 + (Decay * position.Epoch));

    /// <inheritdoc/>
    public override void Validate() => this.Require(Decay is > 0 and < double.PositiveInfinity, nameof(Decay), Decay, "above 0");
}
