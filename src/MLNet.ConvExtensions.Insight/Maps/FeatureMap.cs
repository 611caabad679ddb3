using MLNet.ConvExtensions.Insight.Maps;

namespace MLNet.ConvExtensions;

/// <summary>Rows of features as points of a plane, so that rows that are alike lie near to one another.</summary>
/// <remarks>
/// t-SNE finds places for the rows that it is given, and has none for others; it is therefore no stage of a pipeline. Distances on its map
/// mean little beyond the nearest neighbours: not how far groups are apart, nor how large they look.
/// </remarks>
public sealed class FeatureMap
{
    /// <summary>Neighbours of each row that a map keeps.</summary>
    private const int KeptNeighbors = 12;

    private FeatureMap(string method, MapPoint[] points) => (Method, Points) = (method, points);

    /// <summary>What made the map: 't-SNE' or 'PCA'.</summary>
    public string Method { get; }

    /// <summary>The rows' places, in the data's order.</summary>
    public IReadOnlyList<MapPoint> Points { get; }

    /// <summary>Of t-SNE how far the map's affinities are from those of the rows, 0 or more; less is better. Null for PCA.</summary>
    public double? KullbackLeiblerDivergence { get; private init; }

    /// <summary>Of t-SNE how many iterations were done: fewer than allowed where nothing moved any more. Null for PCA.</summary>
    public int? NumberOfIterations { get; private init; }

    /// <summary>Of PCA what part of all variance each axis has, 0 to 1. Empty for t-SNE.</summary>
    public IReadOnlyList<double> ExplainedVariance { get; private init; } = [];

    /// <summary>For each row the other rows that are nearest to it by their features, the nearest first, at most 12.</summary>
    public IReadOnlyList<IReadOnlyList<Neighbor>> Neighbors { get; private init; } = [];

    /// <summary>Makes a map by t-SNE (van der Maaten, 2014).</summary>
    /// <param name="rows">The rows. Their distance counts, <see cref="TSneOptions.Distance"/> doesn't.</param>
    /// <param name="options">How the map is made; null for the usual.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The map.</returns>
    /// <exception cref="ArgumentException">
    /// An option is out of range, also for so many rows; the distance is L1; or all rows are the same.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static FeatureMap ByTSne(NeighborSearch rows, TSneOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new TSneOptions();
        options.Validate();
        options.ValidateFor(rows.RowCount);
        if (rows.Distance == NeighborDistance.L1)
            throw new ArgumentException($"The rows' distance is {rows.Distance}; allowed for a map: L2, Cosine.", nameof(rows));
        ParallelOptions parallel = Threads(options.NumberOfThreads, cancellationToken);
        (float[] x, float[] y) = Begin(rows, options, parallel);
        int count = Math.Min(rows.RowCount - 1, (int)(3 * options.Perplexity) + 1);
        Neighbor[][] neighbors = rows.FindForRows(count, options.NumberOfThreads, cancellationToken: cancellationToken);
        Affinities affinities = Affinities.Of(neighbors, rows.Distance, options.Perplexity, parallel);
        (double divergence, int iterations) = new Descent(affinities, x, y, options, parallel).Run();
        if (!double.IsFinite(divergence))
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"The map doesn't settle with {nameof(TSneOptions.LearningRate)} {options.LearningRate}; allowed: less, or null."
                )
            );
        return new FeatureMap("t-SNE", [.. x.Zip(y, (a, b) => new MapPoint(a, b))])
        {
            KullbackLeiblerDivergence = divergence,
            NumberOfIterations = iterations,
            Neighbors = [.. neighbors.Select(n => n[..Math.Min(KeptNeighbors, n.Length)])],
        };
    }

    /// <summary>Makes a map of the first two principal components (PCA), by features whose mean is taken off.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="numberOfThreads">Threads, 1 to 1024; null for the number of processors.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The map.</returns>
    /// <exception cref="ArgumentException">
    /// The number of threads is out of range; there are fewer than 3 rows, or all are the same.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static FeatureMap ByPrincipalComponents(
        NeighborSearch rows,
        int? numberOfThreads = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        var options = new TSneOptions { NumberOfThreads = numberOfThreads, Perplexity = 1 };
        options.Validate();
        options.ValidateFor(rows.RowCount);
        (double[] x, double[] y, double[] shares) = PrincipalPlane.Of(rows, Threads(numberOfThreads, cancellationToken));
        int count = Math.Min(rows.RowCount - 1, KeptNeighbors);
        return new FeatureMap("PCA", [.. x.Zip(y, (a, b) => new MapPoint((float)a, (float)b))])
        {
            ExplainedVariance = shares,
            Neighbors = rows.FindForRows(count, numberOfThreads, cancellationToken: cancellationToken),
        };
    }

    private static (float[] X, float[] Y) Begin(NeighborSearch rows, TSneOptions options, ParallelOptions parallel)
    {
        (double[] first, double[] second, _) = PrincipalPlane.Of(rows, parallel);
        if (options.Initialization == MapInitialization.Random)
        {
            var random = new Random(options.Seed);
            for (int i = 0; i < first.Length; i++)
            {
                double length = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
                (second[i], first[i]) = Math.SinCos(2 * Math.PI * random.NextDouble());
                (first[i], second[i]) = (first[i] * length, second[i] * length);
            }

            return (Scaled(first, 1e-4), Scaled(second, 1e-4));
        }

        double deviation = Math.Sqrt(first.Sum(v => v * v) / first.Length);
        return (Scaled(first, 1e-4 / deviation), Scaled(second, 1e-4 / deviation));
    }

    private static float[] Scaled(double[] values, double factor) => Array.ConvertAll(values, v => (float)(v * factor));

    private static ParallelOptions Threads(int? number, CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = number ?? Environment.ProcessorCount, CancellationToken = cancellation };
}
