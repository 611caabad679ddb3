using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MLNet.ConvExtensions.Conformance.Transforms;

public class ConvertTypeTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void TheDefaultKindIsSingle()
    {
        var mapped = Convert("Count");

        Assert.Equal(NumberDataViewType.Single, mapped.Schema["Out"].Type);
        Assert.Equal([7f, -7f], mapped.Values<float>("Out"));
    }

    [Fact]
    public void ABooleanBecomesANormalizedNumber()
    {
        var mapped = Convert("Flag");

        Assert.Equal([1f, 0f], mapped.Values<float>("Out"));
        Assert.True(mapped.Schema["Out"].IsNormalized());
    }

    [Fact]
    public void ADoubleTooLargeForSingleIsInfinite() =>
        Assert.Equal([0.5f, float.PositiveInfinity], Convert("D").Values<float>("Out"));

    [Theory]
    [InlineData("1.5", 1.5f)]
    [InlineData("-2e3 ", -2000f)]
    [InlineData("?", float.NaN)]
    [InlineData("", 0f)]
    [InlineData("NaN", float.NaN)]
    [InlineData("rubbish", float.NaN)]
    [InlineData("7", 7f)]
    public void TextThatIsNoNumberIsNotANumber(string text, float expected) =>
        Assert.Equal([expected], ConvertText(text, DataKind.Single).Values<float>("Text"));

    [Theory]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("yes", true)]
    [InlineData("0", false)]
    [InlineData("no", false)]
    [InlineData("", false)]
    [InlineData("rubbish", false)]
    public void TextBecomesABoolean(string text, bool expected) =>
        Assert.Equal([expected], ConvertText(text, DataKind.Boolean).Values<bool>("Text"));

    [Theory]
    [InlineData("12", 12)]
    [InlineData("-12", -12)]
    [InlineData("", 0)]
    public void TextBecomesAnInteger(string text, int expected) =>
        Assert.Equal([expected], ConvertText(text, DataKind.Int32).Values<int>("Text"));

    [Theory]
    [InlineData("1.5")]
    [InlineData("rubbish")]
    [InlineData("3000000000")]
    public void TextThatIsNoIntegerFailsWhenItIsRead(string text)
    {
        var mapped = ConvertText(text, DataKind.Int32);

        Assert.Throws<InvalidOperationException>(() => mapped.Values<int>("Text"));
    }

    [Fact]
    public void ASingleBecomesTextOfSevenDigits()
    {
        var data = _context.Data.LoadFromEnumerable<FloatRow>([new() { Value = 1.23456789f }, new() { Value = float.NaN }, new() { Value = 2 }]);
        var mapped = _context.Transforms.Conversion.ConvertType("Value", outputKind: DataKind.String).Fit(data).Transform(data);

        Assert.Equal(["1.234568", "NaN", "2"], mapped.Texts("Value"));
    }

    [Fact]
    public void AnIntegerBecomesText() => Assert.Equal(["7", "-7"], Convert("Count", DataKind.String).Texts("Out"));

    [Fact]
    public void ABooleanBecomesText() => Assert.Equal(["True", "False"], Convert("Flag", DataKind.String).Texts("Out"));

    [Fact]
    public void ANumberIsTrueUnlessZero()
    {
        Assert.Equal([true, false], Convert("B", DataKind.Boolean).Values<bool>("Out"));
        Assert.Equal([true, true], Convert("Count", DataKind.Boolean).Values<bool>("Out"));
    }

    [Fact]
    public void AnIntegerIsCutToASmallerOne() =>
        Assert.Equal([(sbyte)7, (sbyte)-7], Convert("Count", DataKind.SByte).Values<sbyte>("Out"));

    [Theory]
    [InlineData(DataKind.Int32)]
    [InlineData(DataKind.UInt32)]
    public void ANumberWithAFractionIsNotConvertedToAnInteger(DataKind kind)
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var estimator = _context.Transforms.Conversion.ConvertType("Out", "A", kind);

        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.OutputColumn(data, "Out"));
        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(data).Transform(data));
    }

    [Fact]
    public void SignedIsNotConvertedToUnsigned()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);

        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.Conversion.ConvertType("Out", "Count", DataKind.UInt32).Fit(data).Transform(data));
    }

    [Fact]
    public void AVectorKeepsItsSizeAndSlotNames()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var pipeline = _context.Transforms.Concatenate("V", "A", "B").Append(_context.Transforms.Conversion.ConvertType("V", outputKind: DataKind.Double));
        var mapped = pipeline.Fit(data).Transform(data);

        Assert.Equal([1.0, 2.0], mapped.Vectors<double>("V")[0]);
        Assert.Equal(["A", "B"], mapped.SlotNames("V"));
    }

    [Fact]
    public void ASparseVectorStaysSparse()
    {
        var data = _context.Data.LoadFromEnumerable<SparseRow>([new() { Vector = new VBuffer<float>(6, 1, [5f], [2]) }]);
        var vector = _context.Transforms.Conversion.ConvertType("Vector", outputKind: DataKind.Double).Fit(data).Transform(data)
            .Values<VBuffer<double>>("Vector").Single();

        Assert.False(vector.IsDense);
        Assert.Equal(5.0, vector.GetItemOrDefault(2));
        Assert.Equal(6, vector.Length);
    }

    [Fact]
    public void AVectorOfTextIsParsedSlotBySlot()
    {
        var data = _context.Data.LoadFromEnumerable<WordsRow>([new() { Words = ["1", "", "x"] }]);
        var mapped = _context.Transforms.Conversion.ConvertType("Words").Fit(data).Transform(data);

        Assert.Equal([1f, 0f, float.NaN], mapped.Vectors<float>("Words").Single());
    }

    [Fact]
    public void AKeyStaysAKeyOfTheSameNames()
    {
        var data = Keys("b", "a", "");
        var mapped = _context.Transforms.Conversion.ConvertType("Wide", "Key", DataKind.UInt64).Fit(data).Transform(data);

        Assert.Equal([1ul, 2ul, 0ul], mapped.Values<ulong>("Wide"));
        Assert.Equal(["b", "a"], mapped.KeyNames("Wide"));
        Assert.Equal(2ul, ((KeyDataViewType)mapped.Schema["Wide"].Type).Count);
    }

    [Fact]
    public void AKeyIsNotConvertedToANumberWithAFraction()
    {
        var data = Keys("b");

        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.Conversion.ConvertType("Key").Fit(data).Transform(data));
    }

    [Fact]
    public void IsNormalizedOutlivesAConversionOfNumbers()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var pipeline = _context.Transforms.NormalizeMinMax("A").Append(_context.Transforms.Conversion.ConvertType("A", outputKind: DataKind.Double));

        Assert.True(pipeline.Fit(data).Transform(data).Schema["A"].IsNormalized());
    }

    [Fact]
    public void SeveralColumnsAtOnce()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var mapped = _context.Transforms.Conversion
            .ConvertType([new InputOutputColumnPair("X", "A"), new InputOutputColumnPair("Y", "Count")], DataKind.Double).Fit(data).Transform(data);

        Assert.Equal([1.0, -1.0], mapped.Values<double>("X"));
        Assert.Equal([7.0, -7.0], mapped.Values<double>("Y"));
    }

    [Fact]
    public void AMissingColumnIsNamed()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.Conversion.ConvertType("Nowhere").Fit(data).Transform(data));

        Assert.Contains("'Nowhere'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheKindIsSaved()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var loaded = _context.SavedAndLoaded(_context.Transforms.Conversion.ConvertType("Out", "Count", DataKind.String).Fit(data), data);

        Assert.Equal(["7", "-7"], loaded.Transform(data).Texts("Out"));
    }

    private IDataView Convert(string column, DataKind kind = DataKind.Single)
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        return _context.Transforms.Conversion.ConvertType("Out", column, kind).Fit(data).Transform(data);
    }

    private IDataView ConvertText(string text, DataKind kind)
    {
        var data = _context.Data.LoadFromEnumerable<TextRow>([new() { Text = text }]);
        return _context.Transforms.Conversion.ConvertType("Text", outputKind: kind).Fit(data).Transform(data);
    }

    private IDataView Keys(params string[] texts)
    {
        var data = _context.Data.LoadFromEnumerable(texts.Select(text => new TextRow { Text = text }));
        return _context.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(data).Transform(data);
    }
}
