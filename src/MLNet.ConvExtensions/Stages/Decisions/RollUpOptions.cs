using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>How far up the tree a doubtful class goes.</summary>
public sealed record RollUpOptions
{
    /// <summary>
    /// The probability that the taxon is to have at least, above 0.5 and below 1: then of two taxa beside each other only one can have it.
    /// </summary>
    public float Probability { get; init; } = 0.65f;

    /// <summary>
    /// The classes, or larger taxa, that are possible where the photos come from; null for all. A taxon without a possible class in it is
    /// never said: what is taken for one goes to the smallest taxon that also holds a possible class. No probability changes, and a
    /// predicted label that isn't possible becomes missing.
    /// </summary>
    public IReadOnlyCollection<string>? Possible { get; init; }

    /// <summary>Name of the column to add that says the taxon: a key of names, missing where none is probable enough.</summary>
    public string OutputColumnName { get; init; } = "Taxon";

    /// <summary>
    /// Name of the column to add that has the probabilities of all taxa: a vector of <see cref="float"/> whose elements have the taxa's
    /// names.
    /// </summary>
    public string ScoreColumnName { get; init; } = "TaxonScore";

    internal void Validate()
    {
        this.Require(Probability is > 0.5f and < 1, nameof(Probability), Probability, "above 0.5 and below 1");
        this.Require(Possible is null || Possible.Count > 0, nameof(Possible), "empty", "one name or more, or null for all");
        this.Require(!string.IsNullOrWhiteSpace(OutputColumnName), nameof(OutputColumnName), OutputColumnName, "a column name");
        this.Require(!string.IsNullOrWhiteSpace(ScoreColumnName), nameof(ScoreColumnName), ScoreColumnName, "a column name");
    }
}
