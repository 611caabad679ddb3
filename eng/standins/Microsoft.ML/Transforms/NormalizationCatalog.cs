using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static class NormalizationCatalog
{
    private const long DefaultMaximumExampleCount = 1_000_000_000;

    public static NormalizingEstimator NormalizeMinMax(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        long maximumExampleCount = DefaultMaximumExampleCount,
        bool fixZero = true) =>
        new(catalog.GetEnvironment(), new NormalizerOptions(NormalizerKind.MinMax, maximumExampleCount, fixZero),
            (outputColumnName, inputColumnName ?? outputColumnName));

    public static NormalizingEstimator NormalizeMinMax(
        this TransformsCatalog catalog,
        InputOutputColumnPair[] columns,
        long maximumExampleCount = DefaultMaximumExampleCount,
        bool fixZero = true) =>
        new(catalog.GetEnvironment(), new NormalizerOptions(NormalizerKind.MinMax, maximumExampleCount, fixZero), Pairs(columns));

    public static NormalizingEstimator NormalizeMeanVariance(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        long maximumExampleCount = DefaultMaximumExampleCount,
        bool fixZero = true,
        bool useCdf = false) =>
        new(catalog.GetEnvironment(), MeanVariance(maximumExampleCount, fixZero, useCdf), (outputColumnName, inputColumnName ?? outputColumnName));

    public static NormalizingEstimator NormalizeMeanVariance(
        this TransformsCatalog catalog,
        InputOutputColumnPair[] columns,
        long maximumExampleCount = DefaultMaximumExampleCount,
        bool fixZero = true,
        bool useCdf = false) =>
        new(catalog.GetEnvironment(), MeanVariance(maximumExampleCount, fixZero, useCdf), Pairs(columns));

    public static LpNormNormalizingEstimator NormalizeLpNorm(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        LpNormNormalizingEstimatorBase.NormFunction norm = LpNormNormalizingEstimatorBase.NormFunction.L2,
        bool ensureZeroMean = false) =>
        new(catalog.GetEnvironment(), new LpNormOptions(norm, ensureZeroMean, 1), (outputColumnName, inputColumnName ?? outputColumnName));

    public static GlobalContrastNormalizingEstimator NormalizeGlobalContrast(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        bool ensureZeroMean = true,
        bool ensureUnitStandardDeviation = false,
        float scale = 1) =>
        new(catalog.GetEnvironment(),
            new LpNormOptions(
                ensureUnitStandardDeviation
                    ? LpNormNormalizingEstimatorBase.NormFunction.StandardDeviation
                    : LpNormNormalizingEstimatorBase.NormFunction.L2,
                ensureZeroMean, scale),
            (outputColumnName, inputColumnName ?? outputColumnName));

    private static NormalizerOptions MeanVariance(long maximumExampleCount, bool fixZero, bool useCdf) =>
        new(useCdf ? NormalizerKind.Distribution : NormalizerKind.MeanVariance, maximumExampleCount, fixZero);

    private static (string Output, string Input)[] Pairs(InputOutputColumnPair[] columns)
    {
        Contracts.CheckValue(columns, nameof(columns));
        return InputOutputColumnPair.ConvertToValueTuples(columns);
    }
}
