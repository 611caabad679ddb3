using System.Runtime.CompilerServices;

namespace MLNet.ConvExtensions;

/// <summary>Options of a t-SNE map. What isn't said here is as in scikit-learn's TSNE with the Barnes-Hut method.</summary>
public sealed record TSneOptions
{
    /// <summary>Name of the column of features: a vector of <see cref="float"/> of known size.</summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>How far two rows are apart: <see cref="NeighborDistance.L2"/> or <see cref="NeighborDistance.Cosine"/>.</summary>
    public NeighborDistance Distance { get; init; } = NeighborDistance.L2;

    /// <summary>
    /// About how many neighbours a row has, 1 or more, and less than there are rows; 5 to 50 is usual. Three times as many are looked at.
    /// </summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>What attraction is multiplied with in the first 250 iterations, 1 or more.</summary>
    public double EarlyExaggeration { get; init; } = 12;

    /// <summary>
    /// The step size, above 0; null for the number of rows over <see cref="EarlyExaggeration"/> and 4, and no less than 50.
    /// </summary>
    public double? LearningRate { get; init; }

    /// <summary>
    /// Iterations, 250 or more. A quarter more than in scikit-learn, where each takes several times as long: the map comes nearer to the rows.
    /// </summary>
    public int NumberOfIterations { get; init; } = 1250;

    /// <summary>
    /// How small distant groups of points must look to count as one (theta), 0 to 1; 0 counts every point by itself, which takes time in
    /// the square of the rows.
    /// </summary>
    public double Angle { get; init; } = 0.5;

    /// <summary>Where the points begin.</summary>
    public MapInitialization Initialization { get; init; } = MapInitialization.PrincipalComponents;

    /// <summary>What chance is drawn from. The same rows, options and seed give the same map, whatever the number of threads.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads, 1 to 1024; null for the number of processors.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>Is told how many of the iterations are done.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>Refuses what is out of range.</summary>
    /// <exception cref="ArgumentException">An option is.</exception>
    internal void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(FeatureColumnName), FeatureColumnName, "a column name");
        Require(Distance is NeighborDistance.L2 or NeighborDistance.Cosine, Distance, "L2, Cosine");
        Require(Perplexity is >= 1 and <= int.MaxValue, Perplexity, "1 or more");
        Require(EarlyExaggeration is >= 1 and < 1e6, EarlyExaggeration, "1 or more");
        Require(LearningRate is null or (> 0 and < 1e9), LearningRate, "above 0, or null");
        Require(NumberOfIterations >= 250, NumberOfIterations, "250 or more");
        Require(Angle is >= 0 and <= 1, Angle, "0 to 1");
        Require(Enum.IsDefined(Initialization), Initialization, string.Join(", ", Enum.GetNames<MapInitialization>()));
        Require(NumberOfThreads is null or (>= 1 and <= 1024), NumberOfThreads, "1 to 1024, or null");
    }

    /// <summary>Refuses a perplexity that so many rows can't have.</summary>
    /// <exception cref="ArgumentException">There are too few rows.</exception>
    internal void ValidateFor(int rows)
    {
        if (rows < 3)
            throw new ArgumentException($"There are {rows} rows; a map needs 3 or more.");
        if (Perplexity >= rows)
        {
            int most = Math.Max(1, (rows - 1) / 3);
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"TSneOptions.Perplexity is {Perplexity}; allowed for {rows} rows: 1 to {rows - 1}, better at most {most}."
                ),
                nameof(Perplexity)
            );
        }
    }

    private static void Require(bool condition, object? value, string allowed, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!condition)
            throw new ArgumentException(
                FormattableString.Invariant($"{nameof(TSneOptions)}.{name} is {value ?? "null"}; allowed: {allowed}."),
                name
            );
    }
}
