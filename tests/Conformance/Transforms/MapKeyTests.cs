using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MLNet.ConvExtensions.Conformance.Transforms;

public class MapKeyTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void KeysMapBackToTheirValues()
    {
        var data = Keys("b", "a", "", "b");
        var mapped = _context.Transforms.Conversion.MapKeyToValue("Back", "Key").Fit(data).Transform(data);

        Assert.Equal(["b", "a", "", "b"], mapped.Texts("Back"));
        Assert.Equal(TextDataViewType.Instance, mapped.Schema["Back"].Type);
        Assert.Empty(mapped.AnnotationNames("Back"));
    }

    [Fact]
    public void AMissingKeyOfNumbersIsNotANumber()
    {
        var data = _context.Data.LoadFromEnumerable<FloatRow>([new() { Value = 3 }, new() { Value = float.NaN }]);
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Value").Append(_context.Transforms.Conversion.MapKeyToValue("Value"));

        Assert.Equal([3f, float.NaN], pipeline.Fit(data).Transform(data).Values<float>("Value"));
    }

    [Fact]
    public void VectorsOfKeysMapBackSlotBySlot()
    {
        var data = Words();
        var mapped = _context.Transforms.Conversion.MapKeyToValue([new InputOutputColumnPair("Back", "Words")]).Fit(data).Transform(data);

        Assert.Equal(["a", "", "b"], mapped.Vectors<ReadOnlyMemory<char>>("Back")[0].Select(text => text.ToString()));
        Assert.Equal(3, ((VectorDataViewType)mapped.Schema["Back"].Type).Size);
    }

    [Fact]
    public void MappingAColumnThatIsNoKeyIsRefused()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var estimator = _context.Transforms.Conversion.MapKeyToValue("Text");

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => estimator.OutputColumn(data, "Text"));
        Assert.Contains("'Text'", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => estimator.Fit(data).Transform(data));
    }

    [Fact]
    public void MappingAMissingColumnIsRefused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Transforms.Conversion.MapKeyToValue("Nowhere").Fit(Keys("a")).Transform(Keys("a")));
        Assert.Contains("'Nowhere'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheShapeHasTheTypeOfTheValues()
    {
        var column = _context.Transforms.Conversion.MapKeyToValue("Back", "Key").OutputColumn(Keys("a"), "Back");

        Assert.False(column.IsKey);
        Assert.Equal(TextDataViewType.Instance, column.ItemType);
    }

    [Fact]
    public void MapKeyToValueIsSaved()
    {
        var data = Keys("b", "a");
        var loaded = _context.SavedAndLoaded(_context.Transforms.Conversion.MapKeyToValue("Back", "Key").Fit(data), data);

        Assert.Equal(["b", "a"], loaded.Transform(data).Texts("Back"));
    }

    [Fact]
    public void AKeyBecomesAnIndicatorVector()
    {
        var data = Keys("b", "a", "c", "", "e", "f");
        var mapped = _context.Transforms.Conversion.MapKeyToVector("Vector", "Key").Fit(data).Transform(data);

        Assert.Equal([0f, 1f, 0f, 0f, 0f], mapped.Vectors<float>("Vector")[1]);
        Assert.Equal(new float[5], mapped.Vectors<float>("Vector")[3]);
        Assert.All(mapped.Values<VBuffer<float>>("Vector"), vector => Assert.False(vector.IsDense));
        Assert.Equal(5, ((VectorDataViewType)mapped.Schema["Vector"].Type).Size);
    }

    [Fact]
    public void AnIndicatorVectorIsNamedAfterTheKeyValues()
    {
        var data = Keys("b", "a");
        var mapped = _context.Transforms.Conversion.MapKeyToVector("Vector", "Key").Fit(data).Transform(data);

        Assert.Equal(["b", "a"], mapped.SlotNames("Vector"));
        Assert.True(mapped.Schema["Vector"].IsNormalized());
        Assert.Equal(["CategoricalSlotRanges", "IsNormalized", "SlotNames"], mapped.AnnotationNames("Vector"));
    }

    [Fact]
    public void AVectorOfKeysBecomesOneIndicatorAfterAnother()
    {
        var data = Words();
        var mapped = _context.Transforms.Conversion.MapKeyToVector("Vector", "Words").Fit(data).Transform(data);

        Assert.Equal([1f, 0f, 0f, 0f, 0f, 1f], mapped.Vectors<float>("Vector")[0]);
        Assert.Equal([0f, 1f, 1f, 0f, 0f, 1f], mapped.Vectors<float>("Vector")[1]);
        Assert.Equal([3, 2], ((VectorDataViewType)mapped.Schema["Vector"].Type).Dimensions.ToArray());
        Assert.Equal("[1].b", mapped.SlotNames("Vector")[3]);
    }

    [Fact]
    public void AVectorOfKeysMayBeCounted()
    {
        var data = Words();
        var mapped = _context.Transforms.Conversion.MapKeyToVector("Counts", "Words", outputCountVector: true).Fit(data).Transform(data);

        Assert.Equal([1f, 1f], mapped.Vectors<float>("Counts")[0]);
        Assert.Equal([1f, 2f], mapped.Vectors<float>("Counts")[1]);
        Assert.Equal(["SlotNames"], mapped.AnnotationNames("Counts"));
    }

    [Fact]
    public void OnlyKeysBecomeVectors()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);

        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Transforms.Conversion.MapKeyToVector("Count").Fit(data).Transform(data));
        Assert.Contains("'Count'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheShapeOfAnIndicatorIsAVectorOfSingle()
    {
        var column = _context.Transforms.Conversion.MapKeyToVector("Vector", "Key").OutputColumn(Keys("a"), "Vector");

        Assert.Equal(SchemaShape.Column.VectorKind.Vector, column.Kind);
        Assert.Equal(NumberDataViewType.Single, column.ItemType);
        Assert.Equal(["CategoricalSlotRanges", "IsNormalized", "SlotNames"], column.AnnotationNames());
    }

    [Fact]
    public void MapKeyToVectorIsSaved()
    {
        var data = Words();
        var estimator = _context.Transforms.Conversion.MapKeyToVector([new InputOutputColumnPair("Counts", "Words")], outputCountVector: true);

        Assert.Equal([1f, 2f], _context.SavedAndLoaded(estimator.Fit(data), data).Transform(data).Vectors<float>("Counts")[1]);
    }

    private IDataView Keys(params string[] texts)
    {
        var data = _context.Data.LoadFromEnumerable(texts.Select(text => new TextRow { Text = text }));
        return _context.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(data).Transform(data);
    }

    private IDataView Words()
    {
        var data = _context.Data.LoadFromEnumerable<WordsRow>([new() { Words = ["a", "", "b"] }, new() { Words = ["b", "a", "b"] }]);
        return _context.Transforms.Conversion.MapValueToKey("Words").Fit(data).Transform(data);
    }
}
