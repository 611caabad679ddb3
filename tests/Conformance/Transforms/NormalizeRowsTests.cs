using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Xunit;

namespace MLNet.ConvExtensions.Conformance.Transforms;

/// <summary>NormalizeLpNorm and NormalizeGlobalContrast, which look at one row at a time.</summary>
public class NormalizeRowsTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void TheDefaultIsTheEuclideanNorm() =>
        AssertClose([0.6f, 0f, -0.8f], Run(_context.Transforms.NormalizeLpNorm("Vector"), 3, 0, -4));

    [Fact]
    public void TheSumOfAbsoluteValues() =>
        AssertClose([0.25f, 0.5f, -0.25f], Run(_context.Transforms.NormalizeLpNorm("Vector", norm: LpNormNormalizingEstimatorBase.NormFunction.L1), 1, 2, -1));

    [Fact]
    public void TheLargestAbsoluteValue() =>
        AssertClose([0.25f, 0.5f, -1f], Run(_context.Transforms.NormalizeLpNorm("Vector", norm: LpNormNormalizingEstimatorBase.NormFunction.Infinity), 1, 2, -4));

    [Fact]
    public void TheStandardDeviation()
    {
        var deviation = MathF.Sqrt(14f / 3 - 4);
        AssertClose([1 / deviation, 2 / deviation, 3 / deviation],
            Run(_context.Transforms.NormalizeLpNorm("Vector", norm: LpNormNormalizingEstimatorBase.NormFunction.StandardDeviation), 1, 2, 3));
    }

    [Fact]
    public void TheMeanMayBeTakenAwayFirst() =>
        AssertClose([-0.70710678f, 0f, 0.70710678f], Run(_context.Transforms.NormalizeLpNorm("Vector", ensureZeroMean: true), 1, 2, 3));

    [Fact]
    public void ARowOfZeroesStaysZero() => Assert.Equal([0f, 0f, 0f], Run(_context.Transforms.NormalizeLpNorm("Vector"), 0, 0, 0));

    [Fact]
    public void AVeryLongRowIsLeftAlone() =>
        Assert.Equal([1e9f, 0f, 0f], Run(_context.Transforms.NormalizeLpNorm("Vector"), 1e9f, 0, 0));

    [Fact]
    public void SparseRowsStaySparse()
    {
        var data = _context.Data.LoadFromEnumerable<SparseRow>([new() { Vector = new VBuffer<float>(6, 2, [3f, 4f], [1, 4]) }]);
        var vector = _context.Transforms.NormalizeLpNorm("Vector").Fit(data).Transform(data).Values<VBuffer<float>>("Vector").Single();

        Assert.Equal([1, 4], vector.GetIndices().ToArray());
        AssertClose([0.6f, 0.8f], vector.GetValues().ToArray());
    }

    [Fact]
    public void SparseRowsWithoutTheirMeanAreDense()
    {
        var data = _context.Data.LoadFromEnumerable<SparseRow>([new() { Vector = new VBuffer<float>(6, 1, [6f], [1]) }]);
        var vector = _context.Transforms.NormalizeGlobalContrast("Vector", ensureUnitStandardDeviation: true).Fit(data).Transform(data)
            .Values<VBuffer<float>>("Vector").Single();
        var deviation = MathF.Sqrt(5);

        Assert.True(vector.IsDense);
        AssertClose([-1 / deviation, 5 / deviation, -1 / deviation, -1 / deviation, -1 / deviation, -1 / deviation], vector.GetValues().ToArray());
    }

    [Fact]
    public void GlobalContrastTakesTheMeanAwayAndScales() =>
        AssertClose([-2 * 0.70710678f, 0f, 2 * 0.70710678f], Run(_context.Transforms.NormalizeGlobalContrast("Vector", scale: 2), 1, 2, 3));

    [Fact]
    public void TheScaleMustBePositive() =>
        Assert.ThrowsAny<ArgumentException>(() => _context.Transforms.NormalizeGlobalContrast("Vector", scale: 0));

    [Fact]
    public void TheColumnIsMarkedNormalized()
    {
        var data = Vectors(1, 2, 3);

        Assert.Equal(["IsNormalized"], _context.Transforms.NormalizeLpNorm("Vector").Fit(data).Transform(data).AnnotationNames("Vector"));
        Assert.Equal(["IsNormalized"], _context.Transforms.NormalizeLpNorm("Vector").OutputColumn(data, "Vector").AnnotationNames());
    }

    [Fact]
    public void OnlyVectorsOfSingleOfKnownSizeAreTaken()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);

        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.NormalizeLpNorm("A").OutputColumn(data, "A"));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.NormalizeLpNorm("A").Fit(data).Transform(data));
        Assert.Contains("'A'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheNormIsSaved()
    {
        var data = Vectors(1, 2, -4);
        var estimator = _context.Transforms.NormalizeLpNorm("Vector", norm: LpNormNormalizingEstimatorBase.NormFunction.Infinity);

        Assert.Equal([0.25f, 0.5f, -1f], _context.SavedAndLoaded(estimator.Fit(data), data).Transform(data).Vectors<float>("Vector").Single());
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    private float[] Run(IEstimator<ITransformer> estimator, params float[] values)
    {
        var data = Vectors(values);
        return estimator.Fit(data).Transform(data).Vectors<float>("Vector").Single();
    }

    private IDataView Vectors(params float[] values) => _context.Data.LoadFromEnumerable<VectorRow>([new() { Vector = values }]);
}
