using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.Evaluators;

public sealed class TextLoaderTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Columns_have_the_types_asked_for()
    {
        using var file = new TextFile("1,2,3,word,true");
        var data = _context.Data.LoadFromTextFile(file.Path,
        [
            new TextLoader.Column("Number", DataKind.Int32, 0),
            new TextLoader.Column("Pair", DataKind.Single, 1, 2),
            new TextLoader.Column("One", DataKind.Double, 2, 2),
            new TextLoader.Column("Word", DataKind.String, 3),
            new TextLoader.Column("Flag", DataKind.Boolean, 4),
            new TextLoader.Column("Picked", DataKind.Single, [new TextLoader.Range(2), new TextLoader.Range(0)]),
            new TextLoader.Column("Rest", DataKind.String, [new TextLoader.Range { Min = 3, VariableEnd = true }]),
            new TextLoader.Column("Key", DataKind.UInt32, [new TextLoader.Range(0)], new KeyCount(5)),
        ], separatorChar: ',');

        Assert.Equal(NumberDataViewType.Int32, data.Schema["Number"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), data.Schema["Pair"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Double, 1), data.Schema["One"].Type);
        Assert.Equal(TextDataViewType.Instance, data.Schema["Word"].Type);
        Assert.Equal(BooleanDataViewType.Instance, data.Schema["Flag"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), data.Schema["Picked"].Type);
        Assert.Equal(new VectorDataViewType(TextDataViewType.Instance), data.Schema["Rest"].Type);
        Assert.Equal(new KeyDataViewType(typeof(uint), 5), data.Schema["Key"].Type);
        Assert.Equal([3f, 1f], TextFile.Read<VBuffer<float>>(data, "Picked")[0].DenseValues());
        Assert.Equal(2u, TextFile.Read<uint>(data, "Key")[0]);
        Assert.Equal("word true", string.Join(' ', TextFile.Read<VBuffer<ReadOnlyMemory<char>>>(data, "Rest")[0].DenseValues()));
    }

    [Fact]
    public void Columns_come_from_the_members_of_a_class()
    {
        using var file = new TextFile("name\tf1\tf2\tlabel", "a\t1\t2\t1", "b\t3\t4\t0");
        var data = _context.Data.LoadFromTextFile<Row>(file.Path, hasHeader: true);

        Assert.Equal(["Path", "Features", "Label"], data.Schema.Select(column => column.Name));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), data.Schema["Features"].Type);
        Assert.Equal(["a", "b"], TextFile.ReadText(data, "Path"));
        Assert.Equal([true, false], TextFile.Read<bool>(data, "Label"));
        Assert.Equal([3f, 4f], TextFile.Read<VBuffer<float>>(data, "Features")[1].DenseValues());
    }

    [Fact]
    public void A_member_without_a_source_or_of_an_unknown_type_is_refused()
    {
        using var file = new TextFile("1");

        Assert.Throws<InvalidOperationException>(() => _context.Data.LoadFromTextFile<RowWithoutSource>(file.Path));
        Assert.Throws<InvalidOperationException>(() => _context.Data.LoadFromTextFile<RowOfUnknownType>(file.Path));
    }

    [Fact]
    public void The_separator_is_a_tab_and_there_is_no_header()
    {
        using var file = new TextFile("1\t2", "3\t4");
        var data = _context.Data.LoadFromTextFile(file.Path, [new TextLoader.Column("X", DataKind.Single, 1)]);

        Assert.Equal([2f, 4f], TextFile.Read<float>(data, "X"));
    }

    [Fact]
    public void Several_separators_can_be_given()
    {
        using var file = new TextFile("1;2,3 4");
        var options = new TextLoader.Options { Separators = [';', ',', ' '], Columns = [new TextLoader.Column("X", DataKind.Single, 0, 3)] };
        var data = _context.Data.LoadFromTextFile(file.Path, options);

        Assert.Equal([1f, 2, 3, 4], TextFile.Read<VBuffer<float>>(data, "X")[0].DenseValues());
    }

    [Fact]
    public void Missing_and_unreadable_numbers_are_not_numbers_and_empty_ones_zero()
    {
        using var file = new TextFile("?,x", "NaN,x", "NA,x", "n/a,x", "abc,x", "1.5z,x", ",x", "  2.5 ,x", "-1e-2,x", "+3,x", "Infinity,x", "-∞,x");
        var data = Load(file, DataKind.Single);

        Assert.Equal(
            [float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, 0, 2.5f, -0.01f, 3, float.PositiveInfinity, float.NegativeInfinity],
            TextFile.Read<float>(data, "X"));
        Assert.Equal([-0.01, 3.0], TextFile.Read<double>(Load(file, DataKind.Double), "X").Skip(8).Take(2));
    }

    [Fact]
    public void Empty_numbers_are_not_numbers_when_asked_for()
    {
        using var file = new TextFile(",1,", "2", "");
        var options = new TextLoader.Options
        {
            Separators = [','],
            MissingRealsAsNaNs = true,
            Columns = [new TextLoader.Column("X", DataKind.Single, 0), new TextLoader.Column("Y", DataKind.Double, 1, 2), new TextLoader.Column("Z", DataKind.Int32, 2)],
        };
        var data = _context.Data.LoadFromTextFile(file.Path, options);

        Assert.Equal([float.NaN, 2f], TextFile.Read<float>(data, "X"));
        Assert.Equal([1, double.NaN], TextFile.Read<VBuffer<double>>(data, "Y")[0].DenseValues());
        Assert.Equal([double.NaN, double.NaN], TextFile.Read<VBuffer<double>>(data, "Y")[1].DenseValues());
        Assert.Equal([0, 0], TextFile.Read<int>(data, "Z"));
    }

    [Theory]
    [InlineData("0.1")]
    [InlineData("123456789")]
    [InlineData("3.14159274")]
    [InlineData("1.17549435E-38")]
    [InlineData("16777217")]
    [InlineData("0.000012345678")]
    [InlineData("7.0064923216240853e-46")]
    [InlineData("3.4028235e38")]
    public void Floats_are_read_to_the_last_digit(string text)
    {
        using var file = new TextFile(text);
        var data = _context.Data.LoadFromTextFile(file.Path, [new TextLoader.Column("X", DataKind.Single, 0)]);

        Assert.Equal(float.Parse(text, System.Globalization.CultureInfo.InvariantCulture), TextFile.Read<float>(data, "X")[0]);
    }

    [Fact]
    public void White_space_before_a_number_makes_it_unreadable_unless_it_is_one_digit()
    {
        using var file = new TextFile("\" 25\"", "\" 5\"", "\"25 \"", " 25");
        var data = _context.Data.LoadFromTextFile(file.Path, [new TextLoader.Column("X", DataKind.Single, 0)], allowQuoting: true);

        Assert.Equal([float.NaN, 5, 25, 25], TextFile.Read<float>(data, "X"));
    }

    [Theory]
    [InlineData(DataKind.Int32, "12x")]
    [InlineData(DataKind.Int32, "2147483648")]
    [InlineData(DataKind.Byte, "256")]
    [InlineData(DataKind.Boolean, "maybe")]
    [InlineData(DataKind.UInt32, "-1")]
    [InlineData(DataKind.DateTime, "someday")]
    public void Values_that_have_no_missing_form_must_be_readable(DataKind kind, string text)
    {
        using var file = new TextFile("1,x", text + ",x");
        var data = Load(file, kind);

        using var cursor = data.GetRowCursor(data.Schema);
        Assert.ThrowsAny<FormatException>(() =>
        {
            while (cursor.MoveNext())
            {
            }
        });
    }

    [Fact]
    public void Unreadable_values_of_inactive_columns_do_no_harm()
    {
        using var file = new TextFile("1,x,5");
        var data = _context.Data.LoadFromTextFile(file.Path,
            [new TextLoader.Column("X", DataKind.Int32, 0), new TextLoader.Column("Y", DataKind.Int32, 1)], separatorChar: ',');

        Assert.Equal([1], TextFile.Read<int>(data, "X"));
    }

    [Fact]
    public void Booleans_have_many_forms()
    {
        string[] forms = ["1", "0", "true", "FALSE", "yes", "No", "t", "F", "+", "-", "+1", "-1", "y", "n"];
        using var file = new TextFile(forms.Select(form => form + ",x").ToArray());

        Assert.Equal(forms.Select((_, i) => i % 2 == 0), TextFile.Read<bool>(Load(file, DataKind.Boolean), "X"));
    }

    [Fact]
    public void Integers_and_times_are_read()
    {
        using var file = new TextFile("-128,65535,-9223372036854775808,18446744073709551615,2024-02-29T12:00:00Z,1.02:03:04");
        var data = _context.Data.LoadFromTextFile(file.Path,
        [
            new TextLoader.Column("A", DataKind.SByte, 0), new TextLoader.Column("B", DataKind.UInt16, 1),
            new TextLoader.Column("C", DataKind.Int64, 2), new TextLoader.Column("D", DataKind.UInt64, 3),
            new TextLoader.Column("E", DataKind.DateTime, 4), new TextLoader.Column("F", DataKind.TimeSpan, 5),
        ], separatorChar: ',');

        Assert.Equal(sbyte.MinValue, TextFile.Read<sbyte>(data, "A")[0]);
        Assert.Equal(ushort.MaxValue, TextFile.Read<ushort>(data, "B")[0]);
        Assert.Equal(long.MinValue, TextFile.Read<long>(data, "C")[0]);
        Assert.Equal(ulong.MaxValue, TextFile.Read<ulong>(data, "D")[0]);
        Assert.Equal(new DateTime(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc), TextFile.Read<DateTime>(data, "E")[0]);
        Assert.Equal(new TimeSpan(1, 2, 3, 4), TextFile.Read<TimeSpan>(data, "F")[0]);
    }

    [Fact]
    public void Keys_count_from_zero_in_the_file_and_from_one_in_memory()
    {
        using var file = new TextFile("0,x", "4,x", "5,x", "?,x", ",x");
        var data = _context.Data.LoadFromTextFile(file.Path,
            [new TextLoader.Column("X", DataKind.UInt32, [new TextLoader.Range(0)], new KeyCount(5))], separatorChar: ',');

        Assert.Equal([1u, 5, 0, 0, 0], TextFile.Read<uint>(data, "X"));
    }

    [Fact]
    public void Columns_that_start_behind_the_end_of_a_line_have_defaults()
    {
        using var file = new TextFile("1,x", "2");
        var data = _context.Data.LoadFromTextFile(file.Path,
            [new TextLoader.Column("X", DataKind.String, 1), new TextLoader.Column("V", DataKind.Single, 0, 3)], separatorChar: ',');

        Assert.Equal(["x", ""], TextFile.ReadText(data, "X"));
        Assert.Equal([2f, 0, 0, 0], TextFile.Read<VBuffer<float>>(data, "V")[1].DenseValues());
    }

    [Fact]
    public void Vectors_with_few_values_are_sparse()
    {
        using var file = new TextFile("1,,,", "1,2,,", "1,2,3,", ",,,");
        var data = _context.Data.LoadFromTextFile(file.Path, [new TextLoader.Column("V", DataKind.Single, 0, 3)], separatorChar: ',');
        using var cursor = data.GetRowCursor(data.Schema);
        var getter = cursor.GetGetter<VBuffer<float>>(data.Schema["V"]);
        var explicitValues = new List<int>();
        VBuffer<float> vector = default;
        while (cursor.MoveNext())
        {
            getter(ref vector);
            Assert.Equal(4, vector.Length);
            explicitValues.Add(vector.GetValues().Length);
        }

        Assert.Equal([1, 2, 4, 0], explicitValues);
    }

    private IDataView Load(TextFile file, DataKind kind)
        => _context.Data.LoadFromTextFile(file.Path, [new TextLoader.Column("X", kind, 0)], separatorChar: ',');

    private sealed class Row
    {
        [LoadColumn(0)]
        [ColumnName("Path")]
        public string Name { get; set; } = "";

        [LoadColumn(1, 2)]
        public float[] Features { get; set; } = [];

        [LoadColumn(3)]
        public bool Label { get; set; }
    }

    private sealed class RowWithoutSource
    {
        public float X { get; set; }
    }

    private sealed class RowOfUnknownType
    {
        [LoadColumn(0)]
        public Uri? X { get; set; }
    }
}
