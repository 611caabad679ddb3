using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>The learning rate is multiplied by a factor whenever some epochs have passed, or at epochs that are named.</summary>
public sealed record StepSchedule : LearningRateSchedule
{
    /// <summary>
    /// Epochs between two steps, 1 or more. If left out, a third of the training's, so that there are two steps. Not together with
    /// <see cref="Milestones"/>.
    /// </summary>
    public int? Every { get; init; }

    /// <summary>
    /// The numbers of finished epochs after which the rate steps, such as 82 and 123; ascending. If left out, <see cref="Every"/> counts.
    /// </summary>
    public IReadOnlyList<int>? Milestones { get; init; }

    /// <summary>What the rate is multiplied by, above 0 and up to 1.</summary>
    public double Factor { get; init; } = 0.1;

    /// <inheritdoc/>
    public override double RateAt(double learningRate, SchedulePosition position)
    {
        long steps = Milestones?.Count(m => m <= position.Epoch) ?? position.Epoch / (Every ?? ((position.Epochs + 2) / 3));
        return learningRate * Math.Pow(Factor, steps);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        this.Require(Every is null or >= 1, nameof(Every), Every, "1 or more, or null");
        this.Require(Every is null || Milestones is null, nameof(Every), Every, $"null where {nameof(Milestones)} are given");
        this.Require(Factor is > 0 and <= 1, nameof(Factor), Factor, "above 0, up to 1");
        this.Require(
            Milestones is null
                || (Milestones.All(m => m >= 1) && Milestones.Zip(Milestones.Skip(1), (a, b) => a < b).All(ascending => ascending)),
            nameof(Milestones),
            Milestones is null ? null : string.Join(", ", Milestones),
            "numbers of epochs from 1, ascending, or null"
        );
    }

    internal override string? VoidIn(int epochs)
    {
        if (Milestones is null)
            return Every >= epochs
                ? $"{nameof(StepSchedule)}.{nameof(Every)} is {Every}, and the training has {epochs} epochs: the rate never steps."
                : null;
        int[] late = [.. Milestones.Where(m => m >= epochs)];
        return late.Length == 0
            ? null
            : $"{nameof(StepSchedule)}.{nameof(Milestones)} has {string.Join(", ", late)}, and the training has {epochs} epochs: "
                + $"{(late.Length == Milestones.Count ? "the rate never steps" : "there is no such step")}.";
    }
}
