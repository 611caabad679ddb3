using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>
/// The learning rate rises to the one that the options name, then falls far below where it began, both along half a cosine (Smith and
/// Topin, Super-convergence, 2018). Where the rise is shorter than two batches, the rate begins at the top; a training of a single batch
/// has the top alone.
/// </summary>
public sealed record OneCycleSchedule : LearningRateSchedule
{
    /// <summary>The part of all batches in which the rate rises, above 0 and below 1.</summary>
    public double Rise { get; init; } = 0.3;

    /// <summary>The highest rate divided by the first one, 1 or more.</summary>
    public double StartDivisor { get; init; } = 25;

    /// <summary>The first rate divided by the last one, 1 or more.</summary>
    public double EndDivisor { get; init; } = 1e4;

    /// <inheritdoc/>
    public override double RateAt(double learningRate, SchedulePosition position)
    {
        double first = learningRate / StartDivisor,
            last = first / EndDivisor;
        double top = (Rise * position.Steps) - 1,
            end = position.Steps - 1;
        if (position.Step == 0 && (top == 0 || end == 0))
            return learningRate;
        return position.Step <= top
            ? Between(first, learningRate, position.Step / top)
            : Between(learningRate, last, Math.Min((position.Step - top) / (end - top), 1));
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        this.Require(Rise is > 0 and < 1, nameof(Rise), Rise, "above 0, below 1");
        this.Require(StartDivisor is >= 1 and < double.PositiveInfinity, nameof(StartDivisor), StartDivisor, "1 or more");
        this.Require(EndDivisor is >= 1 and < double.PositiveInfinity, nameof(EndDivisor), EndDivisor, "1 or more");
    }

    private static double Between(double from, double to, double done) => to + ((from - to) * (1 + Math.Cos(Math.PI * done)) / 2);
}
