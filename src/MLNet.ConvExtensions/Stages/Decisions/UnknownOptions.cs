using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>How rows unlike any class are told.</summary>
public sealed record UnknownOptions
{
    /// <summary>The part of rows of known classes that is to be accepted, above 0 and below 1.</summary>
    public double AcceptedShare { get; init; } = 0.95;

    /// <summary>
    /// Name of the column of features, a vector of <see cref="float"/>, whose distances are looked at; the energy of the scores needs none.
    /// </summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>Which neighbour's distance is the score, 1 or more.</summary>
    public int NumberOfNeighbors { get; init; } = 5;

    /// <summary>How far two rows are apart: features of networks tell more by their direction than by their length.</summary>
    public NeighborDistance Distance { get; init; } = NeighborDistance.Cosine;

    /// <summary>Name of the column to add that says how unlike a row is: a <see cref="float"/>, the higher the more unlike.</summary>
    public string ScoreColumnName { get; init; } = "UnknownScore";

    /// <summary>Name of the column to add that says whether a row is unlike all classes: a Boolean.</summary>
    public string OutputColumnName { get; init; } = "Unknown";

    internal void Validate()
    {
        this.Require(AcceptedShare is > 0 and < 1, nameof(AcceptedShare), AcceptedShare, "above 0 and below 1");
        this.Require(!string.IsNullOrWhiteSpace(FeatureColumnName), nameof(FeatureColumnName), FeatureColumnName, "a column name");
        this.Require(NumberOfNeighbors >= 1, nameof(NumberOfNeighbors), NumberOfNeighbors, "1 or more");
        this.Require(Enum.IsDefined(Distance), nameof(Distance), Distance, string.Join(", ", Enum.GetNames<NeighborDistance>()));
        this.Require(!string.IsNullOrWhiteSpace(ScoreColumnName), nameof(ScoreColumnName), ScoreColumnName, "a column name");
        this.Require(!string.IsNullOrWhiteSpace(OutputColumnName), nameof(OutputColumnName), OutputColumnName, "a column name");
    }
}
