using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Xunit;

namespace MLNet.ConvExtensions.Conformance.Transforms;

public class MapValueToKeyTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void KeysCountFromOneInOrderOfOccurrence()
    {
        var mapped = Map(Texts("b", "a", "b", "A"));

        Assert.Equal([1u, 2u, 1u, 3u], mapped.Values<uint>("Key"));
        Assert.Equal(["b", "a", "A"], mapped.KeyNames("Key"));
    }

    [Fact]
    public void TheColumnIsAKeyOfAsManyValues()
    {
        var mapped = Map(Texts("b", "a", "b", "A"));

        var type = Assert.IsType<KeyDataViewType>(mapped.Schema["Key"].Type);
        Assert.Equal(3ul, type.Count);
        Assert.Equal(typeof(uint), type.RawType);
        Assert.Equal(["KeyValues"], mapped.AnnotationNames("Key"));
    }

    [Fact]
    public void ByValueSortsTextOrdinally()
    {
        var data = Texts("b", "a", "B", "_");
        var mapped = _context.Transforms.Conversion
            .MapValueToKey("Key", "Text", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(data).Transform(data);

        Assert.Equal(["B", "_", "a", "b"], mapped.KeyNames("Key"));
        Assert.Equal([4u, 3u, 1u, 2u], mapped.Values<uint>("Key"));
    }

    [Fact]
    public void ByValueSortsNumbers()
    {
        var data = Floats(3, -1, 2.5f);
        var mapped = _context.Transforms.Conversion
            .MapValueToKey("Key", "Value", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(data).Transform(data);

        Assert.Equal([-1f, 2.5f, 3f], mapped.KeyValues<float>("Key"));
    }

    [Fact]
    public void AnUnseenValueIsMissing()
    {
        var transformer = _context.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(Texts("a", "b"));

        Assert.Equal([0u, 2u, 0u], transformer.Transform(Texts("c", "b", "a ")).Values<uint>("Key"));
    }

    [Fact]
    public void EmptyAndNullTextAreMissingAndNoKeys()
    {
        var mapped = Map(Texts("", null, "a", " "));

        Assert.Equal([0u, 0u, 1u, 2u], mapped.Values<uint>("Key"));
        Assert.Equal(["a", " "], mapped.KeyNames("Key"));
    }

    [Fact]
    public void NotANumberIsMissing()
    {
        var data = Floats(2, float.NaN, 0);
        var mapped = _context.Transforms.Conversion.MapValueToKey("Key", "Value").Fit(data).Transform(data);

        Assert.Equal([1u, 0u, 2u], mapped.Values<uint>("Key"));
        Assert.Equal([2f, 0f], mapped.KeyValues<float>("Key"));
    }

    [Fact]
    public void MaximumNumberOfKeysKeepsTheFirst()
    {
        var data = Texts("a", "b", "c", "a");
        var mapped = _context.Transforms.Conversion.MapValueToKey("Key", "Text", maximumNumberOfKeys: 2).Fit(data).Transform(data);

        Assert.Equal([1u, 2u, 0u, 1u], mapped.Values<uint>("Key"));
    }

    [Fact]
    public void MaximumNumberOfKeysMustBePositive()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey("Key", "Text", maximumNumberOfKeys: 0);

        Assert.ThrowsAny<ArgumentException>(() => estimator.Fit(Texts("a")));
    }

    [Fact]
    public void KeyValuesMayBeAddedAsText()
    {
        var data = Floats(0.5f, 2);
        var mapped = _context.Transforms.Conversion.MapValueToKey("Key", "Value", addKeyValueAnnotationsAsText: true).Fit(data).Transform(data);

        Assert.Equal(["0.5", "2"], mapped.KeyNames("Key"));
    }

    [Fact]
    public void KeyDataGivesTheOrder()
    {
        var mapped = _context.Transforms.Conversion.MapValueToKey("Key", "Text", keyData: Texts("c", "a")).Fit(Texts("a", "b", "c"))
            .Transform(Texts("a", "b", "c"));

        Assert.Equal([2u, 0u, 1u], mapped.Values<uint>("Key"));
        Assert.Equal(["c", "a"], mapped.KeyNames("Key"));
    }

    [Fact]
    public void KeyDataMayBeSorted()
    {
        var mapped = _context.Transforms.Conversion
            .MapValueToKey("Key", "Text", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue, keyData: Texts("c", "a"))
            .Fit(Texts("a")).Transform(Texts("a"));

        Assert.Equal(["a", "c"], mapped.KeyNames("Key"));
    }

    [Fact]
    public void KeyDataOfSeveralColumnsIsRefused()
    {
        var keyData = _context.Data.LoadFromEnumerable(MixedRow.Two);

        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.Conversion.MapValueToKey("Key", "Text", keyData: keyData));
    }

    [Fact]
    public void KeyDataOfAnotherTypeIsRefused()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey("Key", "Text", keyData: Floats(1));

        Assert.ThrowsAny<ArgumentException>(() => estimator.Fit(Texts("a")));
    }

    [Fact]
    public void SlotsOfAVectorShareOneDictionary()
    {
        var data = _context.Data.LoadFromEnumerable<WordsRow>([new() { Words = ["a", "b", ""] }, new() { Words = ["b", "c", "a"] }]);
        var mapped = _context.Transforms.Conversion.MapValueToKey("Key", "Words").Fit(data).Transform(data);

        Assert.Equal([1u, 2u, 0u], mapped.Vectors<uint>("Key")[0]);
        Assert.Equal([2u, 3u, 1u], mapped.Vectors<uint>("Key")[1]);
        Assert.Equal(3, ((VectorDataViewType)mapped.Schema["Key"].Type).Size);
    }

    [Fact]
    public void SeveralColumnsAtOnce()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var mapped = _context.Transforms.Conversion
            .MapValueToKey([new InputOutputColumnPair("T", "Text"), new InputOutputColumnPair("Flag")]).Fit(data).Transform(data);

        Assert.Equal([1u, 2u], mapped.Values<uint>("T"));
        Assert.Equal([true, false], mapped.KeyValues<bool>("Flag"));
    }

    [Fact]
    public void ABooleanHasNoMissingValue()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two.Reverse());
        var mapped = _context.Transforms.Conversion.MapValueToKey("Flag").Fit(data).Transform(data);

        Assert.Equal([1u, 2u], mapped.Values<uint>("Flag"));
    }

    [Fact]
    public void KeysOfKeysKeepTheNames()
    {
        var data = Map(Texts("a", "b", "c"));
        var last = _context.Data.SkipRows(data, 1);
        var mapped = _context.Transforms.Conversion.MapValueToKey("Again", "Key").Fit(last).Transform(data);

        Assert.Equal([0u, 1u, 2u], mapped.Values<uint>("Again"));
        Assert.Equal(["b", "c"], mapped.KeyNames("Again"));
    }

    [Fact]
    public void NoRowsGiveAKeyWithoutValues()
    {
        var mapped = Map(Texts());

        Assert.Equal(1ul, ((KeyDataViewType)mapped.Schema["Key"].Type).Count);
        Assert.Empty(mapped.AnnotationNames("Key"));
    }

    [Fact]
    public void AMissingColumnIsNamed()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.Conversion.MapValueToKey("Key", "Nowhere").Fit(Texts("a")));

        Assert.Contains("'Nowhere'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheShapeIsAnUnsignedKeyWithTextValues()
    {
        var column = _context.Transforms.Conversion.MapValueToKey("Key", "Text").OutputColumn(Texts("a"), "Key");

        Assert.True(column.IsKey);
        Assert.Equal(NumberDataViewType.UInt32, column.ItemType);
        Assert.Equal(SchemaShape.Column.VectorKind.Scalar, column.Kind);
        Assert.Equal(["KeyValues"], column.AnnotationNames());
        Assert.Equal(TextDataViewType.Instance, column.Annotations[0].ItemType);
    }

    [Fact]
    public void TheDictionaryIsSaved()
    {
        var data = Texts("b", "a");
        var loaded = _context.SavedAndLoaded(_context.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(data), data);
        var mapped = loaded.Transform(Texts("a", "b", "c"));

        Assert.Equal([2u, 1u, 0u], mapped.Values<uint>("Key"));
        Assert.Equal(["b", "a"], mapped.KeyNames("Key"));
    }

    [Fact]
    public void ADictionaryOfNumbersIsSaved()
    {
        var data = Floats(2, 1);
        var estimator = _context.Transforms.Conversion.MapValueToKey("Key", "Value", addKeyValueAnnotationsAsText: true);
        var mapped = _context.SavedAndLoaded(estimator.Fit(data), data).Transform(Floats(1, 2, 3));

        Assert.Equal([2u, 1u, 0u], mapped.Values<uint>("Key"));
        Assert.Equal(["2", "1"], mapped.KeyNames("Key"));
    }

    private IDataView Map(IDataView data) => _context.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(data).Transform(data);

    private IDataView Texts(params string?[] texts) =>
        _context.Data.LoadFromEnumerable(texts.Select(text => new TextRow { Text = text }));

    private IDataView Floats(params float[] values) =>
        _context.Data.LoadFromEnumerable(values.Select(value => new FloatRow { Value = value }));
}
