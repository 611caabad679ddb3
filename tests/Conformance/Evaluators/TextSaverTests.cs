using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.Evaluators;

public sealed class TextSaverTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Values_are_written_with_a_header_and_the_options_that_read_them()
        => Assert.Equal(
            [
                "#@ TextLoader{",
                "#@   header+",
                "#@   sep=tab",
                "#@   col=Name:TX:0",
                "#@   col=Number:R4:1",
                "#@   col=Flag:BL:2",
                "#@   col=Values:R4:3-4",
                "#@ }",
                "Name\tNumber\tFlag\t\"\"\t\"\"",
                "a b\t0.1\t1\t1\t2.5",
                "\"x:\"\"y\"\"\"\t?\t0\t0\t-3",
            ],
            Save(Rows()));

    [Fact]
    public void Header_and_options_can_be_left_out_and_the_separator_chosen()
    {
        Assert.Equal(["a b,0.1,1,1,2.5", "\"x:\"\"y\"\"\",?,0,0,-3"], Save(Rows(), ',', headerRow: false, schema: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => Save(Rows(), '#'));
    }

    [Fact]
    public void Long_runs_of_zeros_at_the_end_are_written_sparsely_unless_dense_is_forced()
    {
        float[] values = new float[12];
        values[3] = 5;
        var rows = new[] { new Row { Name = "n", Values = values }, new Row { Name = "m", Values = new float[12] } };

        Assert.Equal(["n\t14\t5:5", "m\t14\t0:0"], Save(Rows(rows), headerRow: false, schema: false));
        Assert.Equal("n\t0\t0\t0\t0\t0\t5\t0\t0\t0\t0\t0\t0\t0\t0", Save(Rows(rows), headerRow: false, schema: false, forceDense: true)[0]);
    }

    [Fact]
    public void What_was_saved_loads_without_naming_columns()
    {
        using var file = new TextFile();
        using (var stream = File.Create(file.Path))
            _context.Data.SaveAsText(Rows(), stream);
        var data = _context.Data.LoadFromTextFile(file.Path);

        Assert.Equal(["Name", "Number", "Flag", "Values"], data.Schema.Select(column => column.Name));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), data.Schema["Values"].Type);
        Assert.Equal([0.1f, float.NaN], TextFile.Read<float>(data, "Number"));
        Assert.Equal([true, false], TextFile.Read<bool>(data, "Flag"));
        Assert.Equal([0f, -3], TextFile.Read<VBuffer<float>>(data, "Values")[1].DenseValues());
    }

    [Fact]
    public void The_stream_stays_open()
    {
        using var stream = new MemoryStream();
        _context.Data.SaveAsText(Rows(), stream);

        Assert.True(stream.CanWrite);
        Assert.NotEqual(0xEF, stream.ToArray()[0]);
    }

    private static Row[] TwoRows() =>
    [
        new Row { Name = "a b", Number = 0.1f, Flag = true, Values = [1, 2.5f] },
        new Row { Name = "x:\"y\"", Number = float.NaN, Flag = false, Values = [0, -3] },
    ];

    private IDataView Rows(Row[]? rows = null)
    {
        rows ??= TwoRows();
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["Values"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Values.Length);
        return _context.Data.LoadFromEnumerable(rows, definition);
    }

    private string[] Save(IDataView data, char separator = '\t', bool headerRow = true, bool schema = true, bool forceDense = false)
    {
        using var stream = new MemoryStream();
        _context.Data.SaveAsText(data, stream, separator, headerRow, schema, forceDense: forceDense);
        return Encoding.UTF8.GetString(stream.ToArray()).Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed class Row
    {
        public string Name { get; set; } = "";

        public float Number { get; set; }

        public bool Flag { get; set; }

        public float[] Values { get; set; } = [];
    }
}
