using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Xunit;

namespace MLNet.ConvExtensions.Conformance.Transforms;

public class CustomMappingTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void OutputColumnsAreAddedToTheInput()
    {
        var data = Floats(1, 2);
        var mapped = _context.Transforms.CustomMapping<FloatRow, Output>(Double, null).Fit(data).Transform(data);

        Assert.Equal(["Value", "Twice", "Name", "Powers"], mapped.Schema.Select(column => column.Name));
        Assert.Equal([2f, 4f], mapped.Values<float>("Twice"));
        Assert.Equal(["1", "2"], mapped.Texts("Name"));
        Assert.Equal([2f, 4f], mapped.Vectors<float>("Powers")[1]);
    }

    [Fact]
    public void TheMappingRunsOnceARowHoweverManyColumnsAreRead()
    {
        int calls = 0;
        var data = Floats(1, 2, 3);
        var mapped = _context.Transforms.CustomMapping<FloatRow, Output>((row, output) => { calls++; Double(row, output); }, null).Fit(data).Transform(data);
        using var cursor = mapped.GetRowCursor(mapped.Schema);
        var twice = cursor.GetGetter<float>(mapped.Schema["Twice"]);
        var name = cursor.GetGetter<ReadOnlyMemory<char>>(mapped.Schema["Name"]);
        float value = 0;
        ReadOnlyMemory<char> text = default;
        while (cursor.MoveNext())
        {
            twice(ref value);
            name(ref text);
            twice(ref value);
        }

        Assert.Equal(3, calls);
    }

    [Fact]
    public void TheMappingDoesNotRunBeforeItIsAskedFor()
    {
        var data = Floats(1);
        var mapped = _context.Transforms.CustomMapping<FloatRow, Output>((_, _) => throw new InvalidOperationException("asked"), null).Fit(data).Transform(data);

        Assert.Equal([1f], mapped.Values<float>("Value"));
        Assert.Throws<InvalidOperationException>(() => mapped.Values<float>("Twice"));
    }

    [Fact]
    public void AnOutputOfTheSameNameReplacesTheInput()
    {
        var data = Floats(3);
        var mapped = _context.Transforms.CustomMapping<FloatRow, FloatRow>((row, output) => output.Value = -row.Value, null).Fit(data).Transform(data);

        Assert.Equal([-3f], mapped.Values<float>("Value"));
        Assert.Equal(2, mapped.Schema.Count);
    }

    [Fact]
    public void AMissingInputColumnIsNamed()
    {
        var data = _context.Data.LoadFromEnumerable(MixedRow.Two);
        var estimator = _context.Transforms.CustomMapping<FloatRow, Output>(Double, null);

        Assert.Contains("'Value'", Assert.Throws<ArgumentOutOfRangeException>(() => estimator.OutputColumn(data, "Twice")).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => estimator.Fit(data).Transform(data));
    }

    [Fact]
    public void AnInputColumnOfAnotherTypeIsRefused()
    {
        var data = _context.Data.LoadFromEnumerable<DoubleRow>([new() { Value = 1 }]);
        var estimator = _context.Transforms.CustomMapping<FloatRow, Output>(Double, null);

        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.OutputColumn(data, "Twice"));
    }

    [Fact]
    public void TheShapeHasTheAddedColumns()
    {
        var estimator = _context.Transforms.CustomMapping<FloatRow, Output>(Double, null);

        Assert.Equal(SchemaShape.Column.VectorKind.Vector, estimator.OutputColumn(Floats(1), "Powers").Kind);
        Assert.Equal(TextDataViewType.Instance, estimator.OutputColumn(Floats(1), "Name").ItemType);
    }

    [Fact]
    public void SchemaDefinitionsRenameTheColumns()
    {
        var data = Floats(5);
        var input = SchemaDefinition.Create(typeof(Source));
        input["Number"].ColumnName = "Value";
        var output = SchemaDefinition.Create(typeof(FloatRow));
        output["Value"].ColumnName = "Result";
        var mapped = _context.Transforms.CustomMapping<Source, FloatRow>((row, result) => result.Value = row.Number + 1, null, input, output).Fit(data).Transform(data);

        Assert.Equal([6f], mapped.Values<float>("Result"));
    }

    [Fact]
    public void WithoutAContractNameItIsNotSaved()
    {
        var data = Floats(1);
        var transformer = _context.Transforms.CustomMapping<FloatRow, Output>(Double, null).Fit(data);

        Assert.Throws<InvalidOperationException>(() => _context.Model.Save(transformer, data.Schema, Stream.Null));
    }

    [Fact]
    public void TheFactoryOfTheContractNameLoadsIt()
    {
        var data = Floats(2);
        var transformer = _context.Transforms.CustomMapping(new TestFactory().GetMapping(), TestFactory.ContractName).Fit(data);
        using var stream = new MemoryStream();
        _context.Model.Save(transformer, data.Schema, stream);

        var fresh = new MLContext(2);
        fresh.ComponentCatalog.RegisterAssembly(typeof(TestFactory).Assembly);
        stream.Position = 0;
        Assert.Equal([200f], fresh.Model.Load(stream, out _).Transform(data).Values<float>("Twice"));
    }

    [Fact]
    public void AModelWithCustomMappingsLoadsInAChain()
    {
        var data = Floats(2);
        _context.ComponentCatalog.RegisterAssembly(typeof(TestFactory).Assembly);
        var pipeline = _context.Transforms.CustomMapping(new TestFactory().GetMapping(), TestFactory.ContractName)
            .Append(_context.Transforms.Concatenate("Features", "Value", "Twice"));

        Assert.Equal([2f, 200f], _context.SavedAndLoaded(pipeline.Fit(data), data).Transform(data).Vectors<float>("Features").Single());
    }

    [Fact]
    public void ACustomMappingServesAPredictionEngine()
    {
        var transformer = _context.Transforms.CustomMapping<FloatRow, Output>(Double, null).Fit(Floats(1));
        using var engine = _context.Model.CreatePredictionEngine<FloatRow, Output>(transformer);

        Assert.Equal(8, engine.Predict(new FloatRow { Value = 4 }).Twice);
        Assert.Equal("5", engine.Predict(new FloatRow { Value = 5 }).Name);
    }

    [Fact]
    public void ACustomPredicateTakesRowsOut()
    {
        var filtered = _context.Data.FilterByCustomPredicate<FloatRow>(Floats(1, 5, 2, 7), row => row.Value > 3);

        Assert.Equal([1f, 2f], filtered.Values<float>("Value"));
        Assert.Null(filtered.GetRowCount());
    }

    private static void Double(FloatRow row, Output output)
    {
        output.Twice = 2 * row.Value;
        output.Name = row.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        output.Powers = [row.Value, row.Value * row.Value];
    }

    private IDataView Floats(params float[] values) => _context.Data.LoadFromEnumerable(values.Select(value => new FloatRow { Value = value }));

    private sealed class Source
    {
        public float Number { get; set; }
    }

    internal sealed class Output
    {
        public float Twice { get; set; }

        public string Name { get; set; } = "";

        [VectorType(2)]
        public float[] Powers { get; set; } = [];
    }

    [CustomMappingFactoryAttribute(ContractName)]
    internal sealed class TestFactory : CustomMappingFactory<FloatRow, Output>
    {
        public const string ContractName = "TimesHundred";

        public override Action<FloatRow, Output> GetMapping() => (row, output) =>
        {
            output.Twice = 100 * row.Value;
            output.Powers = [0, 0];
        };
    }
}
