using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>Options of <c>BurstEnsemble</c>, which judges photos of one event together.</summary>
public sealed record BurstEnsembleOptions
{
    /// <summary>The column whose equal values make a group: the event.</summary>
    public string GroupColumnName { get; init; } = "Event";

    /// <summary>The column of labels.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>How the rows of a group become of one mind.</summary>
    public BurstRule Rule { get; init; } = BurstRule.Average;

    /// <summary>How many overwrite how few, for <see cref="BurstRule.Smoothing"/>.</summary>
    public ClassSmoothingOptions Smoothing { get; init; } = new();

    internal void Validate()
    {
        this.Require(!string.IsNullOrWhiteSpace(GroupColumnName), nameof(GroupColumnName), GroupColumnName, "a column name");
        this.Require(!string.IsNullOrWhiteSpace(LabelColumnName), nameof(LabelColumnName), LabelColumnName, "a column name");
        this.Require(Enum.IsDefined(Rule), nameof(Rule), Rule, string.Join(", ", Enum.GetNames<BurstRule>()));
        this.Require(Smoothing is not null, nameof(Smoothing), Smoothing, "options");
        Smoothing!.Validate();
    }
}
