using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MLNet.ConvExtensions.Conformance.Transforms;

public class ConcatenateTests
{
    private readonly MLContext _context = new(1);
    private readonly IDataView _data;

    public ConcatenateTests() => _data = _context.Data.LoadFromEnumerable(MixedRow.Two);

    [Fact]
    public void ScalarsAndVectorsFollowEachOther()
    {
        var mapped = Concatenate("B", "V", "A");

        Assert.Equal([2f, 3f, 4f, 1f], mapped.Vectors<float>("Features")[0]);
        Assert.Equal(4, ((VectorDataViewType)mapped.Schema["Features"].Type).Size);
    }

    [Fact]
    public void ScalarsNameTheirSlotsAndUnnamedSlotsStayEmpty() =>
        Assert.Equal(["B", "", "", "A"], Concatenate("B", "V", "A").SlotNames("Features"));

    [Fact]
    public void SlotNamesOfVectorsGetTheColumnsNameInFront()
    {
        var pipeline = _context.Transforms.Concatenate("Pair", "A", "B").Append(_context.Transforms.Concatenate("Features", "Pair", "A"));
        var mapped = pipeline.Fit(_data).Transform(_data);

        Assert.Equal(["Pair.A", "Pair.B", "A"], mapped.SlotNames("Features"));
    }

    [Fact]
    public void VectorsWithoutNamesGiveNone()
    {
        var mapped = Concatenate("V", "V");

        Assert.Equal([3f, 4f, 3f, 4f], mapped.Vectors<float>("Features")[0]);
        Assert.False(mapped.Schema["Features"].HasSlotNames());
    }

    [Fact]
    public void OneVectorIsTakenAsItIs()
    {
        var pipeline = _context.Transforms.Concatenate("Pair", "A", "B").Append(_context.Transforms.Concatenate("Features", "Pair"));
        var mapped = pipeline.Fit(_data).Transform(_data);

        Assert.Equal(["A", "B"], mapped.SlotNames("Features"));
        Assert.Equal([1f, 2f], mapped.Vectors<float>("Features")[0]);
    }

    [Fact]
    public void OneScalarBecomesAVector()
    {
        var mapped = Concatenate("A");

        Assert.Equal(1, ((VectorDataViewType)mapped.Schema["Features"].Type).Size);
        Assert.Equal([-1f], mapped.Vectors<float>("Features")[1]);
    }

    [Fact]
    public void MostlyZeroesOfSparseVectorsStaySparse()
    {
        var data = _context.Data.LoadFromEnumerable<SparseRow>(
            [new() { Vector = new VBuffer<float>(6, 2, [5f, 6f], [1, 4]) }, new() { Vector = new VBuffer<float>(6, [1, 2, 3, 4, 5, 6]) }]);
        var vectors = _context.Transforms.Concatenate("Features", "Vector", "Vector").Fit(data).Transform(data).Values<VBuffer<float>>("Features");

        Assert.False(vectors[0].IsDense);
        Assert.Equal([1, 4, 7, 10], vectors[0].GetIndices().ToArray());
        Assert.Equal([5f, 6f, 5f, 6f], vectors[0].GetValues().ToArray());
        Assert.True(vectors[1].IsDense);
    }

    [Fact]
    public void AVariableVectorMakesTheResultVariable()
    {
        var data = _context.Data.LoadFromEnumerable<VariableRow>([new() { Vector = [1, 2] }, new() { Vector = [3] }]);
        var mapped = _context.Transforms.Concatenate("Features", "Vector", "Vector").Fit(data).Transform(data);

        Assert.Equal([1f, 2f, 1f, 2f], mapped.Vectors<float>("Features")[0]);
        Assert.Equal([3f, 3f], mapped.Vectors<float>("Features")[1]);
        Assert.False(((VectorDataViewType)mapped.Schema["Features"].Type).IsKnownSize);
    }

    [Fact]
    public void TextIsConcatenatedToo()
    {
        var mapped = Concatenate("Text", "Text");

        Assert.Equal(["x", "x"], mapped.Vectors<ReadOnlyMemory<char>>("Features")[0].Select(text => text.ToString()));
    }

    [Fact]
    public void TheResultIsNormalizedWhenAllInputsAre()
    {
        var normalized = _context.Transforms.NormalizeMinMax("A").Append(_context.Transforms.NormalizeMinMax("V"));

        Assert.True(normalized.Append(_context.Transforms.Concatenate("F", "A", "V")).Fit(_data).Transform(_data).Schema["F"].IsNormalized());
        Assert.False(normalized.Append(_context.Transforms.Concatenate("F", "A", "B")).Fit(_data).Transform(_data).Schema["F"].IsNormalized());
    }

    [Fact]
    public void CategoricalSlotRangesMoveWithTheirSlots()
    {
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Text").Append(_context.Transforms.Conversion.MapKeyToVector("Text"))
            .Append(_context.Transforms.Concatenate("Features", "A", "Text"));
        var annotations = pipeline.Fit(_data).Transform(_data).Schema["Features"].Annotations;
        VBuffer<int> ranges = default;
        annotations.GetValue("CategoricalSlotRanges", ref ranges);

        Assert.Equal([1, 2], ranges.DenseValues());
    }

    [Fact]
    public void DifferentTypesAreRefused()
    {
        var estimator = _context.Transforms.Concatenate("Features", "A", "D");

        Assert.Throws<InvalidOperationException>(() => estimator.OutputColumn(_data, "Features"));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(_data).Transform(_data));
        Assert.Contains("'D'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KeysAreRefusedInAPipeline()
    {
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Text").Append(_context.Transforms.Concatenate("Features", "Text"));

        Assert.Throws<InvalidOperationException>(() => pipeline.Fit(_data));
    }

    [Fact]
    public void AMissingColumnIsNamed()
    {
        var estimator = _context.Transforms.Concatenate("Features", "A", "Nowhere");

        Assert.Contains("'Nowhere'", Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(_data).Transform(_data)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.OutputColumn(_data, "Features"));
    }

    [Fact]
    public void NoColumnsAreRefused() =>
        Assert.ThrowsAny<ArgumentException>(() => _context.Transforms.Concatenate("Features").Fit(_data));

    [Fact]
    public void TheShapeIsAVectorWithSlotNames()
    {
        var column = _context.Transforms.Concatenate("Features", "A", "V").OutputColumn(_data, "Features");

        Assert.Equal(SchemaShape.Column.VectorKind.Vector, column.Kind);
        Assert.Equal(NumberDataViewType.Single, column.ItemType);
        Assert.Equal(["SlotNames"], column.AnnotationNames());
    }

    [Fact]
    public void OnlyTheColumnsNeededAreRead()
    {
        var read = new List<string>();
        var pipeline = _context.Transforms.CustomMapping<FloatRow, Doubled>((row, doubled) => { read.Add("mapped"); doubled.Twice = 2 * row.Value; }, null)
            .Append(_context.Transforms.Concatenate("Features", "Value", "Twice"));
        var data = _context.Data.LoadFromEnumerable<FloatRow>([new() { Value = 1 }]);
        var mapped = pipeline.Fit(data).Transform(data);

        Assert.Equal([1f], mapped.Values<float>("Value"));
        Assert.Empty(read);
        Assert.Equal([1f, 2f], mapped.Vectors<float>("Features").Single());
        Assert.Single(read);
    }

    [Fact]
    public void ConcatenateIsSaved()
    {
        var mapped = _context.SavedAndLoaded(_context.Transforms.Concatenate("Features", "B", "V").Fit(_data), _data).Transform(_data);

        Assert.Equal([2f, 3f, 4f], mapped.Vectors<float>("Features")[0]);
        Assert.Equal(["B", "", ""], mapped.SlotNames("Features"));
    }

    [Fact]
    public void ConcatenateServesAPredictionEngine()
    {
        using var engine = _context.Model.CreatePredictionEngine<MixedRow, FeaturesRow>(_context.Transforms.Concatenate("Features", "A", "V").Fit(_data));

        Assert.Equal([9f, 1f, 2f], engine.Predict(new MixedRow { A = 9, V = [1, 2] }).Features);
    }

    private IDataView Concatenate(params string[] columns) => _context.Transforms.Concatenate("Features", columns).Fit(_data).Transform(_data);

    private sealed class Doubled
    {
        public float Twice { get; set; }
    }

    private sealed class FeaturesRow
    {
        public float[] Features { get; set; } = [];
    }
}
