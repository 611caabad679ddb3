using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.Evaluators;

public sealed class TextViewTests
{
    private static readonly TextLoader.Column[] Columns = [new("X", DataKind.Int32, 0), new("Y", DataKind.String, 1)];
    private readonly MLContext _context = new(1);

    [Fact]
    public void The_file_is_read_again_by_every_cursor_and_not_before()
    {
        using var file = new TextFile("1,a");
        var data = _context.Data.LoadFromTextFile(file.Path, Columns, ',');
        File.WriteAllLines(file.Path, ["2,b", "3,c"]);

        Assert.Equal([2, 3], TextFile.Read<int>(data, "X"));
        File.WriteAllLines(file.Path, ["4,d"]);
        Assert.Equal([4], TextFile.Read<int>(data, "X"));
    }

    [Fact]
    public void The_number_of_rows_is_unknown_and_rows_are_not_shuffled()
    {
        using var file = new TextFile("1,a", "2,b");
        var data = _context.Data.LoadFromTextFile(file.Path, Columns, ',');

        Assert.Null(data.GetRowCount());
        Assert.False(data.CanShuffle);
        using var cursor = data.GetRowCursor(data.Schema, new Random(1));
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
    }

    [Fact]
    public void Inactive_columns_have_no_getter()
    {
        using var file = new TextFile("1,a");
        var data = _context.Data.LoadFromTextFile(file.Path, Columns, ',');
        using var cursor = data.GetRowCursor([data.Schema["X"]]);

        Assert.True(cursor.IsColumnActive(data.Schema["X"]));
        Assert.False(cursor.IsColumnActive(data.Schema["Y"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["Y"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(data.Schema["X"]));
    }

    [Fact]
    public void A_value_is_there_only_while_the_cursor_is_on_a_row()
    {
        using var file = new TextFile("1,a");
        var data = _context.Data.LoadFromTextFile(file.Path, Columns, ',');
        using var cursor = data.GetRowCursor(data.Schema);
        var getter = cursor.GetGetter<int>(data.Schema["X"]);
        int value = 0;

        Assert.Equal(-1, cursor.Position);
        Assert.ThrowsAny<InvalidOperationException>(() => getter(ref value));
        Assert.True(cursor.MoveNext());
        getter(ref value);
        Assert.Equal(1, value);
        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
    }

    [Fact]
    public void Several_cursors_share_the_rows_by_batches()
    {
        using var file = new TextFile(Enumerable.Range(0, 1000).Select(i => $"{i},x").ToArray());
        var data = _context.Data.LoadFromTextFile(file.Path, Columns, ',');
        var cursors = data.GetRowCursorSet(data.Schema, 3);
        var seen = new List<(ulong Id, int Value)>();
        foreach (var cursor in cursors)
        {
            using (cursor)
            {
                var getValue = cursor.GetGetter<int>(data.Schema["X"]);
                var getId = cursor.GetIdGetter();
                int value = 0;
                DataViewRowId id = default;
                long batch = -1;
                while (cursor.MoveNext())
                {
                    Assert.True(cursor.Batch >= batch);
                    batch = cursor.Batch;
                    getValue(ref value);
                    getId(ref id);
                    seen.Add((id.Low, value));
                }
            }
        }

        Assert.Equal(Enumerable.Range(0, 1000), seen.Select(row => row.Value).Order());
        Assert.Equal(1000, seen.Select(row => row.Id).Distinct().Count());
    }

    [Fact]
    public void Files_are_found_by_wildcards_and_missing_ones_refused()
    {
        using var file = new TextFile("1,a");
        File.WriteAllLines(Path.Combine(file.Folder, "more.txt"), ["2,b"]);
        File.WriteAllLines(Path.Combine(file.Folder, "other.csv"), ["3,c"]);
        var data = _context.Data.LoadFromTextFile(Path.Combine(file.Folder, "*.txt"), Columns, ',');

        Assert.Equal([1, 2], TextFile.Read<int>(data, "X").Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.LoadFromTextFile(Path.Combine(file.Folder, "absent.txt"), Columns));
        Assert.ThrowsAny<ArgumentException>(() => _context.Data.LoadFromTextFile("", Columns));
    }

    [Fact]
    public void A_file_that_vanishes_fails_when_it_is_read()
    {
        string path;
        IDataView data;
        using (var file = new TextFile("1,a"))
        {
            path = file.Path;
            data = _context.Data.LoadFromTextFile(path, Columns, ',');
        }

        var error = Assert.Throws<FormatException>(() => TextFile.Read<int>(data, "X"));
        Assert.Contains(path, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_know_their_files()
    {
        using var file = new TextFile("1,a");
        var source = new MultiFileSource(file.Path, Path.Combine(file.Folder, "absent.txt"));

        Assert.Equal(1, source.Count);
        Assert.Equal(file.Path, source.GetPathOrNull(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.GetPathOrNull(1));
        Assert.Equal(0, new MultiFileSource(null).Count);
        using var reader = source.OpenTextReader(0);
        Assert.Equal("1,a", reader.ReadLine());
        Assert.Throws<IOException>(() => new MultiFileSource(Path.Combine(file.Folder, "absent.txt")).Open(0));
    }

    [Fact]
    public void Overlapping_ranges_and_bad_options_are_refused()
    {
        TextLoader.Column[] overlapping = [new("X", DataKind.Single, [new TextLoader.Range(0, 2), new TextLoader.Range(2)])];

        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.CreateTextLoader(overlapping));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextLoader.Range(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextLoader.Range(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.CreateTextLoader(Columns, '"'));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.CreateTextLoader(Columns, '7'));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Data.CreateTextLoader([new TextLoader.Column { Name = "X", Source = [] }]));
        Assert.Throws<ArgumentNullException>(() => new TextLoader.Column(null!, DataKind.Single, 0));
    }
}
