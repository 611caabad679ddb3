using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Xunit;

namespace MLNet.ConvExtensions.Conformance.Transforms;

/// <summary>ReplaceMissingValues and IndicateMissingValues.</summary>
public class MissingValueTests
{
    private readonly MLContext _context = new(1);

    [Theory]
    [InlineData(MissingValueReplacingEstimator.ReplacementMode.DefaultValue, 0f)]
    [InlineData(MissingValueReplacingEstimator.ReplacementMode.Mean, 3f)]
    [InlineData(MissingValueReplacingEstimator.ReplacementMode.Minimum, 1f)]
    [InlineData(MissingValueReplacingEstimator.ReplacementMode.Maximum, 7f)]
    [InlineData(MissingValueReplacingEstimator.ReplacementMode.Mode, 1f)]
    public void AMissingNumberIsReplaced(MissingValueReplacingEstimator.ReplacementMode mode, float expected)
    {
        var data = Floats(1, float.NaN, 1, 7);
        var mapped = _context.Transforms.ReplaceMissingValues("Value", replacementMode: mode).Fit(data).Transform(data);

        Assert.Equal([1f, expected, 1f, 7f], mapped.Values<float>("Value"));
    }

    [Fact]
    public void ReplacementsAreFoundSlotBySlot()
    {
        var data = Vectors([1, float.NaN, 5], [3, 4, float.NaN]);
        var mapped = _context.Transforms.ReplaceMissingValues("Vector", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean)
            .Fit(data).Transform(data);

        Assert.Equal([1f, 4f, 5f], mapped.Vectors<float>("Vector")[0]);
        Assert.Equal([3f, 4f, 5f], mapped.Vectors<float>("Vector")[1]);
    }

    [Fact]
    public void OneReplacementMayServeAllSlots()
    {
        var data = Vectors([1, float.NaN, 5], [3, 3, float.NaN]);
        var mapped = _context.Transforms.ReplaceMissingValues("Vector", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean, imputeBySlot: false)
            .Fit(data).Transform(data);

        Assert.Equal([1f, 3f, 5f], mapped.Vectors<float>("Vector")[0]);
        Assert.Equal([3f, 3f, 3f], mapped.Vectors<float>("Vector")[1]);
    }

    [Fact]
    public void DoublesAreReplacedToo()
    {
        var data = _context.Data.LoadFromEnumerable<DoubleRow>([new() { Value = 1 }, new() { Value = double.NaN }, new() { Value = 2 }]);
        var mapped = _context.Transforms.ReplaceMissingValues("Value", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean).Fit(data).Transform(data);

        Assert.Equal([1, 1.5, 2], mapped.Values<double>("Value"));
    }

    [Fact]
    public void SlotNamesAreKept()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var mapped = _context.Transforms.Concatenate("F", "A", "B").Append(_context.Transforms.ReplaceMissingValues("F")).Fit(data).Transform(data);

        Assert.Equal(["A", "B"], mapped.SlotNames("F"));
    }

    [Fact]
    public void ATypeWithoutMissingValuesIsRefused()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);

        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.ReplaceMissingValues("Count").Fit(data));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.ReplaceMissingValues("Nowhere").Fit(data));
    }

    [Fact]
    public void ReplacementsAreSaved()
    {
        var data = Vectors([1, float.NaN, 5], [3, 4, float.NaN]);
        var estimator = _context.Transforms.ReplaceMissingValues("Vector", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Maximum);

        Assert.Equal([3f, 4f, 5f], _context.SavedAndLoaded(estimator.Fit(data), data).Transform(Vectors([float.NaN, float.NaN, float.NaN])).Vectors<float>("Vector").Single());
    }

    [Fact]
    public void MissingNumbersAreIndicated()
    {
        var data = Floats(1, float.NaN);
        var mapped = _context.Transforms.IndicateMissingValues("Missing", "Value").Fit(data).Transform(data);

        Assert.Equal([false, true], mapped.Values<bool>("Missing"));
        Assert.True(mapped.Schema["Missing"].Annotations.Schema.GetColumnOrNull("IsNormalized").HasValue);
    }

    [Fact]
    public void MissingSlotsAreIndicated()
    {
        var data = Vectors([1, float.NaN, 5], [3, 4, 0]);
        var mapped = _context.Transforms.IndicateMissingValues([new InputOutputColumnPair("Missing", "Vector")]).Fit(data).Transform(data);

        Assert.Equal([false, true, false], mapped.Vectors<bool>("Missing")[0]);
        Assert.Equal([false, false, false], mapped.Vectors<bool>("Missing")[1]);
        Assert.Equal(BooleanDataViewType.Instance, ((VectorDataViewType)mapped.Schema["Missing"].Type).ItemType);
    }

    [Fact]
    public void MissingKeysAreIndicated()
    {
        var data = _context.Data.LoadFromEnumerable<TextRow>([new() { Text = "a" }, new() { Text = "" }]);
        var keys = _context.Transforms.Conversion.MapValueToKey("Text").Fit(data).Transform(data);

        Assert.Equal([false, true], _context.Transforms.IndicateMissingValues("Missing", "Text").Fit(keys).Transform(keys).Values<bool>("Missing"));
    }

    [Fact]
    public void IndicatorsAreSaved()
    {
        var data = Floats(1, float.NaN);

        Assert.Equal([false, true], _context.SavedAndLoaded(_context.Transforms.IndicateMissingValues("Missing", "Value").Fit(data), data).Transform(data).Values<bool>("Missing"));
    }

    private IDataView Floats(params float[] values) => _context.Data.LoadFromEnumerable(values.Select(value => new FloatRow { Value = value }));

    private IDataView Vectors(params float[][] values) => _context.Data.LoadFromEnumerable(values.Select(value => new VectorRow { Vector = value }));
}
