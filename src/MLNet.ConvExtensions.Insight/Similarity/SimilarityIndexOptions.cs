using System.Runtime.CompilerServices;

namespace MLNet.ConvExtensions;

/// <summary>Options of a <see cref="SimilarityIndex"/>.</summary>
public sealed record SimilarityIndexOptions
{
    /// <summary>Name of the column of features: a vector of <see cref="float"/> of known size.</summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>Name of the column of text that says what a row is called; null to call rows by their numbers.</summary>
    public string? NameColumnName { get; init; }

    /// <summary>How far two rows are apart.</summary>
    public NeighborDistance Distance { get; init; } = NeighborDistance.Cosine;

    /// <summary>
    /// Whether a graph of neighbours is built (HNSW; Malkov and Yashunin, 2018), by which a search looks at a small part of the rows and
    /// misses some of the nearest now and then. Otherwise all rows are looked at. Not for <see cref="NeighborDistance.L1"/>.
    /// </summary>
    public bool IsApproximate { get; init; }

    /// <summary>Of the graph: links of a row (M), 2 to 128; twice as many on the lowest level.</summary>
    public int NumberOfLinks { get; init; } = 16;

    /// <summary>
    /// Of the graph: how many rows are followed when a row is added (efConstruction), 1 to 10000. More take longer and find more.
    /// </summary>
    public int ConstructionBreadth { get; init; } = 128;

    /// <summary>What chance is drawn from. The same rows, options and seed give the same graph, whatever the number of threads.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads that build the graph, 1 to 1024; null for the number of processors.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>What the features are of, such as a network's hash: it is kept with the index, for whoever opens it to compare.</summary>
    public string Identity { get; init; } = "";

    /// <summary>Is told how many rows are in the graph.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>Refuses what is out of range.</summary>
    /// <exception cref="ArgumentException">An option is.</exception>
    internal void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(FeatureColumnName), FeatureColumnName, "a column name");
        Require(Enum.IsDefined(Distance), Distance, string.Join(", ", Enum.GetNames<NeighborDistance>()));
        Require(!IsApproximate || Distance != NeighborDistance.L1, Distance, "L2, Cosine where IsApproximate is true");
        Require(NumberOfLinks is >= 2 and <= 128, NumberOfLinks, "2 to 128");
        Require(ConstructionBreadth is >= 1 and <= 10000, ConstructionBreadth, "1 to 10000");
        Require(NumberOfThreads is null or (>= 1 and <= 1024), NumberOfThreads, "1 to 1024, or null");
        Require(Identity is not null, Identity, "a text");
    }

    private static void Require(bool condition, object? value, string allowed, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!condition)
            throw new ArgumentException(
                FormattableString.Invariant($"{nameof(SimilarityIndexOptions)}.{name} is {value ?? "null"}; allowed: {allowed}."),
                name
            );
    }
}
