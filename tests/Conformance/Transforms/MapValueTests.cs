using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MLNet.ConvExtensions.Conformance.Transforms;

public class MapValueTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void TextIsMappedToNumbersAndTheUnknownToZero()
    {
        var mapped = Map(new Dictionary<string, int> { ["a"] = 3, ["b"] = -1 }, "b", "a", "?");

        Assert.Equal([-1, 3, 0], mapped.Values<int>("Out"));
        Assert.Equal(NumberDataViewType.Int32, mapped.Schema["Out"].Type);
    }

    [Fact]
    public void TheUnknownIsZeroAmongSinglesToo() =>
        Assert.Equal([0.5f, 0f], Map(new Dictionary<string, float> { ["a"] = 0.5f }, "a", "b").Values<float>("Out"));

    [Fact]
    public void TheUnknownIsEmptyAmongTexts() =>
        Assert.Equal(["Wolf", ""], Map(new Dictionary<string, string> { ["w"] = "Wolf" }, "w", "W").Texts("Out"));

    [Fact]
    public void ABooleanLabelComesFromClassNames() =>
        Assert.Equal([true, false, false], Map(new Dictionary<string, bool> { ["leopard"] = true, ["wolf"] = false }, "leopard", "wolf", "").Values<bool>("Out"));

    [Fact]
    public void ValuesMayBecomeKeys()
    {
        var data = Texts("w", "l", "x", "f");
        KeyValuePair<string, string>[] pairs = [new("l", "cat"), new("w", "dog"), new("f", "dog")];
        var mapped = _context.Transforms.Conversion.MapValue("Out", pairs, "Text", treatValuesAsKeyType: true).Fit(data).Transform(data);

        Assert.Equal([2u, 1u, 0u, 2u], mapped.Values<uint>("Out"));
        Assert.Equal(["cat", "dog"], mapped.KeyNames("Out"));
        Assert.Equal(2ul, ((KeyDataViewType)mapped.Schema["Out"].Type).Count);
    }

    [Fact]
    public void UnsignedValuesAreTheKeysThemselves()
    {
        var data = Texts("a", "b");
        KeyValuePair<string, uint>[] pairs = [new("a", 2), new("b", 1)];
        var mapped = _context.Transforms.Conversion.MapValue("Out", pairs, "Text", treatValuesAsKeyType: true).Fit(data).Transform(data);

        Assert.Equal([2u, 1u], mapped.Values<uint>("Out"));
        Assert.Equal(["2", "1"], mapped.KeyNames("Out"));
    }

    [Fact]
    public void AValueMayBeAVector()
    {
        var data = Texts("a", "c");
        KeyValuePair<string, float[]>[] pairs = [new("a", [1, 2]), new("b", [3])];
        var mapped = _context.Transforms.Conversion.MapValue("Out", pairs, "Text").Fit(data).Transform(data);

        Assert.Equal([1f, 2f], mapped.Vectors<float>("Out")[0]);
        Assert.Empty(mapped.Vectors<float>("Out")[1]);
        Assert.False(((VectorDataViewType)mapped.Schema["Out"].Type).IsKnownSize);
    }

    [Fact]
    public void AVectorIsMappedSlotBySlot()
    {
        var data = _context.Data.LoadFromEnumerable<WordsRow>([new() { Words = ["a", "b", "c"] }]);
        var mapped = _context.Transforms.Conversion.MapValue("Out", new Dictionary<string, long> { ["a"] = 1, ["c"] = 3 }, "Words").Fit(data).Transform(data);

        Assert.Equal([1L, 0L, 3L], mapped.Vectors<long>("Out").Single());
    }

    [Fact]
    public void NumbersAreMappedToText()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var mapped = _context.Transforms.Conversion.MapValue("Count", new Dictionary<int, string> { [7] = "seven" }).Fit(data).Transform(data);

        Assert.Equal(["seven", ""], mapped.Texts("Count"));
    }

    [Fact]
    public void AKeyTwiceIsRefused()
    {
        KeyValuePair<string, int>[] pairs = [new("a", 1), new("a", 2)];

        Assert.Throws<InvalidOperationException>(() => _context.Transforms.Conversion.MapValue("Out", pairs, "Text"));
    }

    [Fact]
    public void AColumnOfAnotherTypeIsRefused()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var mapped = _context.Transforms.Conversion.MapValue("Out", new Dictionary<string, int> { ["a"] = 1 }, "Count").Fit(data).Transform(data);

        Assert.Throws<InvalidOperationException>(() => mapped.Values<int>("Out"));
    }

    [Fact]
    public void AMissingColumnIsNamed()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Transforms.Conversion.MapValue("Out", new Dictionary<string, int> { ["a"] = 1 }, "Nowhere").Fit(Texts("a")).Transform(Texts("a")));

        Assert.Contains("'Nowhere'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheMapMayBeADataView()
    {
        var map = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var data = Texts("y", "x", "z");
        var mapped = _context.Transforms.Conversion.MapValue("Out", map, map.Schema["Text"], map.Schema["Count"], "Text").Fit(data).Transform(data);

        Assert.Equal([-7, 7, 0], mapped.Values<int>("Out"));
    }

    [Fact]
    public void TheShapeOfKeysIsAnUnsignedKey()
    {
        var column = _context.Transforms.Conversion.MapValue("Out", new Dictionary<string, string> { ["a"] = "b" }, "Text", treatValuesAsKeyType: true)
            .OutputColumn(Texts("a"), "Out");

        Assert.True(column.IsKey);
        Assert.Equal(["KeyValues"], column.AnnotationNames());
    }

    [Fact]
    public void TheMapIsSaved()
    {
        var data = Texts("a", "b");
        var estimator = _context.Transforms.Conversion.MapValue("Out", new Dictionary<string, float> { ["a"] = 0.5f }, "Text");

        Assert.Equal([0.5f, 0f], _context.SavedAndLoaded(estimator.Fit(data), data).Transform(data).Values<float>("Out"));
    }

    [Fact]
    public void AMapToKeysIsSavedWithTheirNames()
    {
        var data = Texts("b", "a");
        var estimator = _context.Transforms.Conversion.MapValue("Out", new Dictionary<string, string> { ["a"] = "A", ["b"] = "B" }, "Text", treatValuesAsKeyType: true);
        var mapped = _context.SavedAndLoaded(estimator.Fit(data), data).Transform(data);

        Assert.Equal([2u, 1u], mapped.Values<uint>("Out"));
        Assert.Equal(["A", "B"], mapped.KeyNames("Out"));
    }

    private IDataView Map<T>(Dictionary<string, T> map, params string[] texts)
    {
        var data = Texts(texts);
        return _context.Transforms.Conversion.MapValue("Out", map, "Text").Fit(data).Transform(data);
    }

    private IDataView Texts(params string[] texts) => _context.Data.LoadFromEnumerable(texts.Select(text => new TextRow { Text = text }));
}
