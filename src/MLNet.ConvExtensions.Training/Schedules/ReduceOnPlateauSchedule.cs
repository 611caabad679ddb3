using MLNet.ConvExtensions.Options;
using MLNet.ConvExtensions.Training.History;

namespace MLNet.ConvExtensions;

/// <summary>The learning rate is multiplied by a factor when a value has not improved for some epochs.</summary>
public sealed record ReduceOnPlateauSchedule : LearningRateSchedule
{
    /// <summary>
    /// The value to monitor, by its name in <see cref="TrainingLogs"/>. If left out: the validation's loss, or without a validation the
    /// loss.
    /// </summary>
    public string? Monitor { get; init; }

    /// <summary>Whether less or more is better.</summary>
    public MonitorMode Mode { get; init; }

    /// <summary>What the rate is multiplied by, above 0 and below 1.</summary>
    public double Factor { get; init; } = 0.1;

    /// <summary>Epochs without an improvement that are let pass, 0 or more; the rate is reduced after one more.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>An improvement counts if it is larger than this part of the best value so far, 0 or more and below 1.</summary>
    public double Threshold { get; init; } = 1e-4;

    /// <summary>Epochs after a reduction in which none is counted, 0 or more.</summary>
    public int Cooldown { get; init; }

    /// <summary>The lowest rate, 0 or more.</summary>
    public double Minimum { get; init; }

    /// <inheritdoc/>
    public override double RateAt(double learningRate, SchedulePosition position)
    {
        var monitored = new MonitoredValue(Monitor, Mode, position.History);
        double rate = learningRate,
            best = double.NaN;
        int bad = 0,
            cooldown = 0;
        foreach (TrainingEpoch epoch in position.History.Epochs)
        {
            double value = monitored.In(epoch);
            if (double.IsNaN(best) || monitored.IsBetter(value, best, Threshold * Math.Abs(best)))
                (best, bad) = (value, 0);
            else
                bad++;
            if (cooldown > 0)
                (cooldown, bad) = (cooldown - 1, 0);
            if (bad > Patience)
                (rate, bad, cooldown) = (Math.Max(rate * Factor, Minimum), 0, Cooldown);
        }

        return rate;
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        this.Require(Monitor is null || !string.IsNullOrWhiteSpace(Monitor), nameof(Monitor), Monitor, "the name of a value, or null");
        this.Require(Enum.IsDefined(Mode), nameof(Mode), Mode, string.Join(", ", Enum.GetNames<MonitorMode>()));
        this.Require(Factor is > 0 and < 1, nameof(Factor), Factor, "above 0, below 1");
        this.Require(Patience >= 0, nameof(Patience), Patience, "0 or more");
        this.Require(Threshold is >= 0 and < 1, nameof(Threshold), Threshold, "0 or more, below 1");
        this.Require(Cooldown >= 0, nameof(Cooldown), Cooldown, "0 or more");
        this.Require(Minimum is >= 0 and < double.PositiveInfinity, nameof(Minimum), Minimum, "0 or more");
    }

    // One epoch is the best, one more than the patience is none, and one more has the lower rate.
    internal override string? VoidIn(int epochs) =>
        Patience > epochs - 3
            ? $"{nameof(ReduceOnPlateauSchedule)}.{nameof(Patience)} is {Patience}, and the training has "
                + $"{epochs} epochs: the rate can't be reduced in time to learn with it."
            : null;
}
