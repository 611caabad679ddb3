namespace MLNet.ConvExtensions;

/// <summary>The learning rate is multiplied by a factor whenever some epochs have passed, or at epochs that are named.</summary>
public sealed record StepSchedule : LearningRateSchedule
{
    /// <summary>Epochs between two steps, 1 or more. Not used where <see cref="Milestones"/> are given.</summary>
    public int Every { get; init; } = 30;

    /// <summary>The numbers of finished epochs after which the rate steps, such as 82 and 123; ascending. If left out, <see cref="Every"/> counts.</summary>
    public IReadOnlyList<int>? Milestones { get; init; }

    /// <summary>What the rate is multiplied by, above 0 and up to 1.</summary>
    public double Factor { get; init; } = 0.1;

    /// <inheritdoc/>
    public override double RateAt(double learningRate, SchedulePosition position)
    {
        long steps = Milestones?.Count(m => m <= position.Epoch) ?? position.Epoch / Every;
        return learningRate * Math.Pow(Factor, steps);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        Require(Every >= 1, nameof(Every), Every, "1 or more");
        Require(Factor is > 0 and <= 1, nameof(Factor), Factor, "above 0, up to 1");
        Require(
            Milestones is null || (Milestones.All(m => m >= 1) && Milestones.Zip(Milestones.Skip(1), (a, b) => a < b).All(ascending => ascending)),
            nameof(Milestones), Milestones is null ? null : string.Join(", ", Milestones), "numbers of epochs from 1, ascending, or null");
    }
}
