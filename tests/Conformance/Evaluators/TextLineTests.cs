using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.Evaluators;

public sealed class TextLineTests
{
    private static readonly TextLoader.Column[] TwoTexts = [new("A", DataKind.String, 0), new("B", DataKind.String, 1)];
    private readonly MLContext _context = new(1);

    [Fact]
    public void Empty_lines_and_comments_are_skipped()
    {
        using var file = new TextFile("# above the data", "// too", "", "a,b", "", "// between", "#c,d");
        var data = _context.Data.LoadFromTextFile(file.Path, TwoTexts, separatorChar: ',');

        Assert.Equal(["a", "#c"], TextFile.ReadText(data, "A"));
    }

    [Fact]
    public void The_header_of_every_file_is_skipped()
    {
        using var first = new TextFile("h1,h2", "a,b");
        using var second = new TextFile("# comment", "h1,h2", "c,d");
        var loader = _context.Data.CreateTextLoader(TwoTexts, ',', hasHeader: true);
        var data = loader.Load(new MultiFileSource(first.Path, second.Path));

        Assert.Equal(["a", "c"], TextFile.ReadText(data, "A"));
        Assert.Equal(["b", "d"], TextFile.ReadText(data, "B"));
    }

    [Fact]
    public void Quotes_are_text_unless_allowed()
    {
        using var file = new TextFile("\"a,b\",c");

        Assert.Equal(["\"a"], TextFile.ReadText(_context.Data.LoadFromTextFile(file.Path, TwoTexts, ','), "A"));
        Assert.Equal(["a,b"], TextFile.ReadText(_context.Data.LoadFromTextFile(file.Path, TwoTexts, ',', allowQuoting: true), "A"));
        Assert.Equal(["c"], TextFile.ReadText(_context.Data.LoadFromTextFile(file.Path, TwoTexts, ',', allowQuoting: true), "B"));
    }

    [Fact]
    public void A_doubled_quote_is_a_quote_and_a_broken_quoted_field_is_empty()
    {
        using var file = new TextFile("\"say \"\"hi\"\"\" ,x", "\"a\"b,y", "\"open,z", " \" kept \",w", "plain \"q\",v");
        var data = _context.Data.LoadFromTextFile(file.Path, TwoTexts, ',', allowQuoting: true);

        Assert.Equal(["say \"hi\"", "", "", " kept ", "plain \"q\""], TextFile.ReadText(data, "A"));
        Assert.Equal(["x", "y", "", "w", "v"], TextFile.ReadText(data, "B"));
    }

    [Fact]
    public void Another_escape_character_can_be_chosen()
    {
        using var file = new TextFile("\"a\\\"b\\\\\",c", "\"d\\e\",f");
        var data = _context.Data.LoadFromTextFile(file.Path,
            new TextLoader.Options { Columns = TwoTexts, Separators = [','], AllowQuoting = true, EscapeChar = '\\' });

        Assert.Equal(["c", "f"], TextFile.ReadText(data, "B"));
        Assert.StartsWith("a\"b", TextFile.ReadText(data, "A")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Quoted_fields_may_hold_line_breaks_when_asked_for()
    {
        using var file = new TextFile("\"one", "two\",b", "c,d");
        var options = new TextLoader.Options { Columns = TwoTexts, Separators = [','], AllowQuoting = true, ReadMultilines = true };
        var data = _context.Data.LoadFromTextFile(file.Path, options);

        Assert.Equal(["one\ntwo", "c"], TextFile.ReadText(data, "A"));
        Assert.Equal(["b", "d"], TextFile.ReadText(data, "B"));
    }

    [Fact]
    public void A_broken_quoted_field_is_not_continued_on_the_next_line_and_an_open_one_needs_an_end()
    {
        var options = new TextLoader.Options { Columns = TwoTexts, Separators = [','], AllowQuoting = true, ReadMultilines = true };
        using var broken = new TextFile("\"a\"b,\"x", "c,d");
        using var open = new TextFile("a,b", "\"c,d");

        Assert.Equal(["", "c"], TextFile.ReadText(_context.Data.LoadFromTextFile(broken.Path, options), "A"));
        Assert.Throws<FormatException>(() => TextFile.ReadText(_context.Data.LoadFromTextFile(open.Path, options), "A"));
    }

    [Fact]
    public void Leading_spaces_of_a_field_go_and_trailing_ones_only_at_the_end_of_a_trimmed_line()
    {
        using var file = new TextFile("  a  ,  b  ");

        Assert.Equal("a  ", TextFile.ReadText(_context.Data.LoadFromTextFile(file.Path, TwoTexts, ','), "A")[0]);
        Assert.Equal("b  ", TextFile.ReadText(_context.Data.LoadFromTextFile(file.Path, TwoTexts, ','), "B")[0]);
        Assert.Equal("b", TextFile.ReadText(_context.Data.LoadFromTextFile(file.Path, TwoTexts, ',', trimWhitespace: true), "B")[0]);
    }

    [Fact]
    public void Sparse_lines_name_the_index_of_each_value()
    {
        using var file = new TextFile("7 6 0:1.5 4:2", "8 6", "9 1 2 3 4 5 6");
        TextLoader.Column[] columns = [new("Label", DataKind.Single, 0), new("Features", DataKind.Single, 1, 6)];
        var data = _context.Data.LoadFromTextFile(file.Path, columns, separatorChar: ' ', allowSparse: true);
        var features = TextFile.Read<VBuffer<float>>(data, "Features");

        Assert.Equal([7f, 8, 9], TextFile.Read<float>(data, "Label"));
        Assert.Equal([1.5f, 0, 0, 0, 2, 0], features[0].DenseValues());
        Assert.Equal([6f, 0, 0, 0, 0, 0], features[1].DenseValues());
        Assert.Equal([1f, 2, 3, 4, 5, 6], features[2].DenseValues());
    }

    [Fact]
    public void Slot_names_come_from_the_header_where_a_sample_shows_it()
    {
        using var file = new TextFile("id,width, height ", "1,2,3");
        TextLoader.Column[] columns = [new("Id", DataKind.Single, 0), new("Size", DataKind.Single, 1, 2)];
        var options = new TextLoader.Options { Columns = columns, Separators = [','], HasHeader = true };
        var data = _context.Data.LoadFromTextFile(file.Path, options);
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema["Size"].Annotations.GetValue("SlotNames", ref names);

        Assert.Equal(["width", "height"], names.DenseValues().Select(name => name.ToString()));
        Assert.Empty(data.Schema["Id"].Annotations.Schema);
        Assert.Empty(_context.Data.LoadFromTextFile(file.Path, columns, ',', hasHeader: true).Schema["Size"].Annotations.Schema);
    }

    [Fact]
    public void Without_columns_the_first_field_is_the_label_and_the_rest_features()
    {
        using var file = new TextFile("1\t2\t3", "4\t5\t6");
        var data = _context.Data.LoadFromTextFile(file.Path);

        Assert.Equal(["Label", "Features"], data.Schema.Select(column => column.Name));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), data.Schema["Features"].Type);
        Assert.Equal([1f, 4f], TextFile.Read<float>(data, "Label"));
    }

    [Fact]
    public void A_range_to_the_end_needs_a_sample_with_lines_of_one_length()
    {
        using var even = new TextFile("1,2,3", "4,5,6");
        using var uneven = new TextFile("1,2,3", "4,5");
        TextLoader.Column[] columns = [new("V", DataKind.Single, [new TextLoader.Range(1, null)])];

        var loader = _context.Data.CreateTextLoader(columns, ',', dataSample: new MultiFileSource(even.Path));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), loader.GetOutputSchema()["V"].Type);
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.CreateTextLoader(columns, ','));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Data.CreateTextLoader(columns, ',', dataSample: new MultiFileSource(uneven.Path)));
    }

    [Fact]
    public void One_range_may_stand_for_all_other_fields()
    {
        using var file = new TextFile("1,2,3,4,5");
        TextLoader.Column[] columns =
        [
            new("Label", DataKind.Single, 2),
            new("Others", DataKind.Single, [new TextLoader.Range { Min = 0, Max = 4, AllOther = true }]),
        ];
        var data = _context.Data.LoadFromTextFile(file.Path, columns, ',');

        Assert.Equal([1f, 2, 4, 5], TextFile.Read<VBuffer<float>>(data, "Others")[0].DenseValues());
    }

    [Fact]
    public void A_comma_can_be_the_decimal_marker()
    {
        using var file = new TextFile("1,5;2,25");
        var data = _context.Data.LoadFromTextFile(file.Path, new TextLoader.Options
        {
            Columns = [new TextLoader.Column("X", DataKind.Single, 0), new TextLoader.Column("Y", DataKind.Double, 1)],
            Separators = [';'],
            DecimalMarker = ',',
        });

        Assert.Equal(1.5f, TextFile.Read<float>(data, "X")[0]);
        Assert.Equal(2.25, TextFile.Read<double>(data, "Y")[0]);
    }

    [Fact]
    public void The_number_of_rows_can_be_limited()
    {
        using var file = new TextFile(Enumerable.Range(0, 300).Select(i => $"{i}").ToArray());
        var data = _context.Data.LoadFromTextFile(file.Path,
            new TextLoader.Options { Columns = [new TextLoader.Column("X", DataKind.Int32, 0)], MaxRows = 150 });

        Assert.Equal(Enumerable.Range(0, 150), TextFile.Read<int>(data, "X"));
    }
}
