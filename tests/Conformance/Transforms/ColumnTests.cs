using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MLNet.ConvExtensions.Conformance.Transforms;

/// <summary>CopyColumns, SelectColumns, DropColumns.</summary>
public class ColumnTests
{
    private readonly MLContext _context = new(1);
    private readonly IDataView _data;

    public ColumnTests() => _data = _context.Data.LoadFromEnumerable(MixedRow.Two);

    [Fact]
    public void ACopyHasTheValuesTypeAndAnnotations()
    {
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Text").Append(_context.Transforms.CopyColumns("Copy", "Text"));
        var mapped = pipeline.Fit(_data).Transform(_data);

        Assert.Equal([1u, 2u], mapped.Values<uint>("Copy"));
        Assert.Equal(["x", "y"], mapped.KeyNames("Copy"));
    }

    [Fact]
    public void ACopyOverAnExistingColumnHidesIt()
    {
        var mapped = _context.Transforms.CopyColumns("A", "B").Fit(_data).Transform(_data);

        Assert.Equal([2f, 0f], mapped.Values<float>("A"));
        Assert.Equal(_data.Schema.Count + 1, mapped.Schema.Count);
        Assert.Equal(2, mapped.Schema.Count(column => column.Name == "A"));
        Assert.True(mapped.Schema.First(column => column.Name == "A").IsHidden);
    }

    [Fact]
    public void ACopyOfAMissingColumnIsRefused()
    {
        var estimator = _context.Transforms.CopyColumns("Copy", "Nowhere");

        Assert.Contains("'Nowhere'", Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(_data)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.OutputColumn(_data, "Copy"));
    }

    [Fact]
    public void CopyColumnsIsSaved() =>
        Assert.Equal([2f, 0f], _context.SavedAndLoaded(_context.Transforms.CopyColumns("C", "B").Fit(_data), _data).Transform(_data).Values<float>("C"));

    [Fact]
    public void SelectedColumnsComeInTheOrderGiven()
    {
        var mapped = _context.Transforms.SelectColumns("Text", "A").Fit(_data).Transform(_data);

        Assert.Equal(["Text", "A"], mapped.Schema.Select(column => column.Name));
        Assert.Equal(["x", "y"], mapped.Texts("Text"));
        Assert.Equal([1f, -1f], mapped.Values<float>("A"));
    }

    [Fact]
    public void SelectingDropsHiddenColumnsUnlessKept()
    {
        var hiding = _context.Transforms.CopyColumns("A", "B");
        var dropped = hiding.Append(_context.Transforms.SelectColumns("A")).Fit(_data).Transform(_data);
        var kept = hiding.Append(_context.Transforms.SelectColumns(["A"], keepHidden: true)).Fit(_data).Transform(_data);

        Assert.Single(dropped.Schema);
        Assert.Equal(2, kept.Schema.Count);
        Assert.Equal([2f, 0f], kept.Values<float>("A"));
    }

    [Fact]
    public void SelectingAMissingColumnIsRefused()
    {
        var estimator = _context.Transforms.SelectColumns("A", "Nowhere");

        Assert.Contains("'Nowhere'", Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(_data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DroppedColumnsLeaveTheOthersInOrder()
    {
        var mapped = _context.Transforms.DropColumns("B", "V", "D").Fit(_data).Transform(_data);

        Assert.Equal(["A", "Text", "Count", "Flag"], mapped.Schema.Select(column => column.Name));
        Assert.Equal([true, false], mapped.Values<bool>("Flag"));
    }

    [Fact]
    public void DroppingTakesHiddenColumnsOfTheNameToo()
    {
        var mapped = _context.Transforms.CopyColumns("A", "B").Append(_context.Transforms.DropColumns("A")).Fit(_data).Transform(_data);

        Assert.DoesNotContain(mapped.Schema, column => column.Name == "A");
    }

    [Fact]
    public void DroppingAMissingColumnIsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.DropColumns("Nowhere").Fit(_data));

    [Fact]
    public void NothingToSelectIsRefused() =>
        Assert.Throws<InvalidOperationException>(() => _context.Transforms.SelectColumns());

    [Fact]
    public void SelectingKeepsRowCountAndShuffling()
    {
        var mapped = _context.Transforms.SelectColumns("A").Fit(_data).Transform(_data);

        Assert.Equal(_data.GetRowCount(), mapped.GetRowCount());
        Assert.Equal(_data.CanShuffle, mapped.CanShuffle);
    }

    [Fact]
    public void SelectAndDropAreSaved()
    {
        var pipeline = _context.Transforms.DropColumns("V").Append(_context.Transforms.SelectColumns("D", "A"));
        var mapped = _context.SavedAndLoaded(pipeline.Fit(_data), _data).Transform(_data);

        Assert.Equal(["D", "A"], mapped.Schema.Select(column => column.Name));
    }

    [Fact]
    public void ASelectedColumnServesAPredictionEngine()
    {
        var transformer = _context.Transforms.SelectColumns("Text", "A").Fit(_data);
        using var engine = _context.Model.CreatePredictionEngine<MixedRow, FloatAndText>(transformer);
        var row = engine.Predict(new MixedRow { A = 4, V = [0, 0], Text = "z" });

        Assert.Equal(4, row.A);
        Assert.Equal("z", row.Text);
    }

    private sealed class FloatAndText
    {
        public float A { get; set; }

        public string Text { get; set; } = "";
    }
}
