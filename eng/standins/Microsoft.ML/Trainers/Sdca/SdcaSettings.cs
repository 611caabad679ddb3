namespace Microsoft.ML.Trainers;

/// <summary>The settings of one SDCA training, with what was left open chosen by the size of the data.</summary>
internal sealed record SdcaSettings
{
    // The dual problem exists for a positive L2 weight only, and converges slowly with a tiny one.
    public const float SmallestL2 = 1e-9f;

    private const int ExpectedVisits = 500_000;

    public required float L2 { get; init; }

    /// <summary>The L1 weight as a multiple of the L2 weight: the threshold below which a weight is zero.</summary>
    public required float L1Threshold { get; init; }

    public required int MaximumNumberOfIterations { get; init; }

    public required int CheckFrequency { get; init; }

    public required float Tolerance { get; init; }

    public required float BiasLearningRate { get; init; }

    public required bool Shuffle { get; init; }

    public static int DefaultMaximumNumberOfIterations(long count, int threads)
    {
        int iterations = (int)Math.Max(1, ExpectedVisits / count) * 3;
        return Math.Max(2, Math.Max(1, iterations / threads) * threads);
    }

    public static float DefaultL2(long count, int maximumNumberOfIterations, int threads)
    {
        long expected = Math.Max(2, maximumNumberOfIterations / 2 / threads) * threads;
        return Math.Max(1e-6f, 20f / (expected * count));
    }

    public static float DefaultL1Threshold(int featureCount) => featureCount switch
    {
        < 100 => 0,
        < 1_000 => 0.25f,
        < 10_000 => 0.5f,
        _ => 1,
    };
}
