namespace MLNet.ConvExtensions;

/// <summary>Options of ensembles that learn what each member counts.</summary>
public sealed record WeightedEnsembleOptions
{
    /// <summary>Name of the column of labels.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>
    /// The share of rows on which the weights are learned, above 0 and up to 0.9. Members are fitted on the other rows for that, and then
    /// once more on all of them. Where every member is fitted already, the weights are learned on all rows: give data that none of them has
    /// seen.
    /// </summary>
    public double HeldOutFraction { get; init; } = 0.2;

    /// <summary>
    /// A column whose equal values stay together: all rows of a value are held out, or none. Photos of one burst or camera, for example.
    /// </summary>
    public string? GroupColumnName { get; init; }

    /// <summary>Which rows are held out: the same seed, the same rows.</summary>
    public int Seed { get; init; } = 1;

    internal EnsembleOptions Base => new() { LabelColumnName = LabelColumnName };

    internal void Validate()
    {
        if (HeldOutFraction is not (> 0 and <= 0.9))
            throw new ArgumentException(
                $"{nameof(WeightedEnsembleOptions)}.{nameof(HeldOutFraction)} is {HeldOutFraction}; allowed: above 0 and up to 0.9."
            );
    }
}
