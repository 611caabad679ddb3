using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>
/// The learning rate falls along half a cosine from batch to batch (Loshchilov and Hutter, SGDR, 2017, without restarts).
/// </summary>
public sealed record CosineSchedule : LearningRateSchedule
{
    /// <summary>The rate at the end, 0 or more.</summary>
    public double Minimum { get; init; }

    /// <inheritdoc/>
    public override double RateAt(double learningRate, SchedulePosition position)
    {
        double done = Math.Min((double)position.Step / position.Steps, 1);
        return Minimum + ((learningRate - Minimum) * (1 + Math.Cos(Math.PI * done)) / 2);
    }

    /// <inheritdoc/>
    public override void Validate() => this.Require(Minimum is >= 0 and < double.PositiveInfinity, nameof(Minimum), Minimum, "0 or more");
}
