using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Xunit;

namespace MLNet.ConvExtensions.Conformance.Transforms;

/// <summary>NormalizeMinMax and NormalizeMeanVariance.</summary>
public class NormalizeTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void MinMaxKeepsZeroByDefault() =>
        Assert.Equal([-0.5f, 0f, 1f], Fit(_context.Transforms.NormalizeMinMax("Value"), -2, 0, 4).Values<float>("Value"));

    [Fact]
    public void MinMaxWithoutFixedZeroFillsTheUnitInterval() =>
        Assert.Equal([0f, 0.25f, 1f], Fit(_context.Transforms.NormalizeMinMax("Value", fixZero: false), 1, 2, 5).Values<float>("Value"));

    [Fact]
    public void MinMaxOfAConstantIsZero()
    {
        Assert.Equal([0f, 0f], Fit(_context.Transforms.NormalizeMinMax("Value"), 3, 3).Values<float>("Value"));
        Assert.Equal([0f, 0f], Fit(_context.Transforms.NormalizeMinMax("Value", fixZero: false), 3, 3).Values<float>("Value"));
    }

    [Fact]
    public void MinMaxSkipsNotANumberWhenFittingAndKeepsIt() =>
        Assert.Equal([0.5f, float.NaN, 1f], Fit(_context.Transforms.NormalizeMinMax("Value"), 1, float.NaN, 2).Values<float>("Value"));

    [Fact]
    public void MinMaxWorksSlotBySlot()
    {
        var vectors = FitVectors(_context.Transforms.NormalizeMinMax("Vector", fixZero: false), [0, 1, 5], [10, 3, 5], [5, 2, 5]).Vectors<float>("Vector");

        Assert.Equal([0f, 0f, 0f], vectors[0]);
        Assert.Equal([1f, 1f, 0f], vectors[1]);
        Assert.Equal([0.5f, 0.5f, 0f], vectors[2]);
    }

    [Fact]
    public void MinMaxCountsTheZeroesOfSparseVectors()
    {
        IDataView Run(bool fixZero)
        {
            var data = _context.Data.LoadFromEnumerable<SparseRow>(
                [new() { Vector = new VBuffer<float>(6, 1, [4f], [2]) }, new() { Vector = new VBuffer<float>(6, [2, 2, 2, 2, 2, 2]) }]);
            return _context.Transforms.NormalizeMinMax("Vector", fixZero: fixZero).Fit(data).Transform(data);
        }

        Assert.Equal([0f, 0f, 1f, 0f, 0f, 0f], Run(true).Vectors<float>("Vector")[0]);
        Assert.False(Run(true).Values<VBuffer<float>>("Vector")[0].IsDense);
        Assert.Equal([0f, 0f, 1f, 0f, 0f, 0f], Run(false).Vectors<float>("Vector")[0]);
        Assert.Equal([1f, 1f, 0f, 1f, 1f, 1f], Run(false).Vectors<float>("Vector")[1]);
    }

    [Fact]
    public void OnlyTheFirstExamplesAreUsed() =>
        Assert.Equal([0.5f, 1f, 50f], Fit(_context.Transforms.NormalizeMinMax("Value", maximumExampleCount: 2), 1, 2, 100).Values<float>("Value"));

    [Fact]
    public void AtLeastTwoExamplesMustBeAllowed() =>
        Assert.ThrowsAny<ArgumentException>(() => _context.Transforms.NormalizeMinMax("Value", maximumExampleCount: 1));

    [Fact]
    public void DoublesStayDoubles()
    {
        var data = _context.Data.LoadFromEnumerable<DoubleRow>([new() { Value = 1 }, new() { Value = 3 }]);

        Assert.Equal([1.0 / 3, 1.0], _context.Transforms.NormalizeMinMax("Value").Fit(data).Transform(data).Values<double>("Value"));
    }

    [Fact]
    public void AnInfinityLeavesNothingButNotANumber() =>
        Assert.Equal([0f, float.NaN], Fit(_context.Transforms.NormalizeMinMax("Value"), 1, float.PositiveInfinity).Values<float>("Value"));

    [Fact]
    public void MeanVarianceScalesByTheRootMeanSquareWhenZeroIsFixed()
    {
        var values = Fit(_context.Transforms.NormalizeMeanVariance("Value"), 1, 2, 3, 4).Values<float>("Value");

        Assert.Equal(1 / (float)Math.Sqrt(7.5), values[0]);
        Assert.Equal(4 * (1 / (float)Math.Sqrt(7.5)), values[3]);
    }

    [Fact]
    public void MeanVarianceCentresWhenZeroIsNotFixed()
    {
        var values = Fit(_context.Transforms.NormalizeMeanVariance("Value", fixZero: false), 1, 2, 3, 4).Values<float>("Value");
        var scale = 1 / (float)Math.Sqrt(1.25);

        Assert.Equal([-1.5f * scale, -0.5f * scale, 0.5f * scale, 1.5f * scale], values);
    }

    [Fact]
    public void MeanVarianceOfAConstantIsZero() =>
        Assert.Equal([0f, 0f, 0f], Fit(_context.Transforms.NormalizeMeanVariance("Value"), 2, 2, 2).Values<float>("Value"));

    [Fact]
    public void MeanVarianceSkipsWhatIsNotFinite()
    {
        var values = Fit(_context.Transforms.NormalizeMeanVariance("Value", fixZero: false), 1, float.NaN, 3, float.PositiveInfinity).Values<float>("Value");

        Assert.Equal([-1f, float.NaN, 1f, float.PositiveInfinity], values);
    }

    [Fact]
    public void MeanVarianceCountsTheZeroesOfSparseVectors()
    {
        var data = _context.Data.LoadFromEnumerable<SparseRow>(
            [new() { Vector = new VBuffer<float>(6, 1, [4f], [2]) }, new() { Vector = new VBuffer<float>(6, 1, [3f], [0]) }]);
        var vectors = _context.Transforms.NormalizeMeanVariance("Vector", fixZero: false).Fit(data).Transform(data).Vectors<float>("Vector");

        Assert.Equal([-1f, 0f, 1f, 0f, 0f, 0f], vectors[0]);
        Assert.Equal([1f, 0f, -1f, 0f, 0f, 0f], vectors[1]);
    }

    [Fact]
    public void TheDistributionFunctionGivesProbabilities()
    {
        var values = Fit(_context.Transforms.NormalizeMeanVariance("Value", useCdf: true), 1, 2, 3).Values<float>("Value");

        Assert.Equal(0.110335f, values[0], 1e-4f);
        Assert.Equal(0.5f, values[1]);
        Assert.Equal(0.889665f, values[2], 1e-4f);
    }

    [Fact]
    public void TheDistributionFunctionMapsNotANumberToZero() =>
        Assert.Equal(0f, Fit(_context.Transforms.NormalizeMeanVariance("Value", useCdf: true), 1, float.NaN, 3).Values<float>("Value")[1]);

    [Fact]
    public void ScalarParametersCanBeRead()
    {
        var transformer = _context.Transforms.NormalizeMinMax("Value", fixZero: false).Fit(Floats(1, 5));
        var parameters = Assert.IsType<NormalizingTransformer.AffineNormalizerModelParameters<float>>(transformer.GetNormalizerModelParameters(0));

        Assert.Equal(0.25f, parameters.Scale);
        Assert.Equal(1f, parameters.Offset);
        Assert.ThrowsAny<ArgumentException>(() => transformer.GetNormalizerModelParameters(1));
    }

    [Fact]
    public void VectorParametersCanBeRead()
    {
        var affine = _context.Transforms.NormalizeMinMax("Vector").Fit(Vectors([1, 2, 4], [2, 4, 8]));
        var parameters = Assert.IsType<NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<float>>>(affine.GetNormalizerModelParameters(0));
        Assert.Equal([0.5f, 0.25f, 0.125f], parameters.Scale.ToArray());

        var cdf = _context.Transforms.NormalizeMeanVariance("Vector", useCdf: true).Fit(Vectors([1, 2, 4], [3, 4, 8]));
        var distribution = Assert.IsType<NormalizingTransformer.CdfNormalizerModelParameters<ImmutableArray<float>>>(cdf.GetNormalizerModelParameters(0));
        Assert.Equal([2f, 3f, 6f], distribution.Mean.ToArray());
        Assert.Equal([1f, 1f, 2f], distribution.StandardDeviation.ToArray());
        Assert.False(distribution.UseLog);
    }

    [Fact]
    public void TheColumnIsMarkedNormalizedAndKeepsItsSlotNames()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var mapped = _context.Transforms.Concatenate("F", "A", "B").Append(_context.Transforms.NormalizeMinMax("N", "F")).Fit(data).Transform(data);

        Assert.True(mapped.Schema["N"].IsNormalized());
        Assert.Equal(["A", "B"], mapped.SlotNames("N"));
        Assert.False(mapped.Schema["F"].IsNormalized());
    }

    [Fact]
    public void SeveralColumnsAreFittedInOnePass()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var mapped = _context.Transforms.NormalizeMinMax([new InputOutputColumnPair("X", "A"), new InputOutputColumnPair("Y", "V")]).Fit(data).Transform(data);

        Assert.Equal([1f, -1f], mapped.Values<float>("X"));
        Assert.Equal([1f, 1f], mapped.Vectors<float>("Y")[0]);
    }

    [Fact]
    public void IntegersAreRefused()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var estimator = _context.Transforms.NormalizeMinMax("Count");

        Assert.Contains("'Count'", Assert.Throws<ArgumentOutOfRangeException>(() => estimator.OutputColumn(data, "Count")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(data));
    }

    [Fact]
    public void VectorsOfUnknownSizeAreRefused()
    {
        var data = _context.Data.LoadFromEnumerable<VariableRow>([new() { Vector = [1, 2] }]);
        var estimator = _context.Transforms.NormalizeMeanVariance("Vector");

        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.OutputColumn(data, "Vector"));
        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(data));
    }

    [Fact]
    public void AMissingColumnIsNamed()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.NormalizeMinMax("Nowhere").Fit(Floats(1)));

        Assert.Contains("'Nowhere'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheShapeIsThatOfTheInputAndNormalized()
    {
        var column = _context.Transforms.NormalizeMinMax("Out", "Vector").OutputColumn(Vectors([1, 2, 3]), "Out");

        Assert.Equal(SchemaShape.Column.VectorKind.Vector, column.Kind);
        Assert.Equal(["IsNormalized"], column.AnnotationNames());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void ParametersAreSaved(bool fixZero, bool useCdf)
    {
        var data = Vectors([1, 2, 4], [3, -4, 8], [0, 0, 1]);
        var transformer = _context.Transforms.NormalizeMeanVariance("Vector", fixZero: fixZero, useCdf: useCdf).Fit(data);

        Assert.Equal(transformer.Transform(data).Vectors<float>("Vector"), _context.SavedAndLoaded(transformer, data).Transform(data).Vectors<float>("Vector"));
    }

    [Fact]
    public void ScalarParametersAreSaved()
    {
        var data = Floats(1, 5);
        var loaded = _context.SavedAndLoaded(_context.Transforms.NormalizeMinMax("Value", fixZero: false).Fit(data), data);

        Assert.Equal([0f, 1f, 2f], loaded.Transform(Floats(1, 5, 9)).Values<float>("Value"));
    }

    private IDataView Fit(IEstimator<ITransformer> estimator, params float[] values) => estimator.Fit(Floats(values)).Transform(Floats(values));

    private IDataView FitVectors(IEstimator<ITransformer> estimator, params float[][] values) => estimator.Fit(Vectors(values)).Transform(Vectors(values));

    private IDataView Floats(params float[] values) => _context.Data.LoadFromEnumerable(values.Select(value => new FloatRow { Value = value }));

    private IDataView Vectors(params float[][] values) => _context.Data.LoadFromEnumerable(values.Select(value => new VectorRow { Vector = value }));
}
