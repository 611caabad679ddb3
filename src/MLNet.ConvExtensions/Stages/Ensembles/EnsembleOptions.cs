using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>Options of ensembles that vote or take averages.</summary>
public record EnsembleOptions
{
    /// <summary>
    /// Name of the column of labels. An ensemble of several classes has the label's classes in the label's order, and the classes that only
    /// its members know behind them. Without such a column, which fitted members can do without, it has the classes of its first member
    /// first.
    /// </summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>What each member counts, in their order; positive. If left out, all count the same.</summary>
    public IReadOnlyList<float>? Weights { get; init; }

    internal virtual void Validate(int memberCount)
    {
        this.Require(!string.IsNullOrWhiteSpace(LabelColumnName), nameof(LabelColumnName), LabelColumnName, "a column name");
        if (Weights is null)
            return;
        this.Require(
            Weights.Count == memberCount,
            nameof(Weights),
            $"a list of {Weights.Count}",
            $"as many as there are members, {memberCount}"
        );
        for (int i = 0; i < Weights.Count; i++)
            this.Require(
                float.IsFinite(Weights[i]) && Weights[i] > 0,
                $"{nameof(Weights)}[{i}]",
                Weights[i],
                "numbers above 0; leave a member out that shall not count"
            );
    }
}
