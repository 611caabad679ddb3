namespace Microsoft.ML.Transforms;

internal enum NormalizerKind
{
    MinMax,
    MeanVariance,

    /// <summary>Mean and variance used as those of a normal distribution, whose distribution function gives the values.</summary>
    Distribution,
}

internal sealed record NormalizerOptions(NormalizerKind Kind, long MaximumExampleCount, bool FixZero);
