using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.EstimatorChecks;

/// <content>Ways of reading rows: lazily, in parallel, shuffled, cached, cut short, one by one.</content>
public abstract partial class TrainerBattery<TCase>
{
    [Fact]
    public void Nothing_is_read_before_a_cursor_asks_for_the_output()
    {
        var watched = new WatchedView(_case.CreateData(5));
        IDataView output = Fitted.Transform(watched);
        _ = output.Schema.Count;
        _ = output.GetRowCount();
        _ = output.CanShuffle;

        Assert.Equal(0, watched.Cursors);
        Assert.Equal(0, watched.Rows);
    }

    [Fact]
    public void A_pass_over_the_output_is_one_pass_over_the_input()
    {
        var watched = new WatchedView(_case.CreateData(9));
        Prediction.Read(Fitted.Transform(watched));

        // Where other rows count, one pass is for all rows, and one gives them out.
        int passes = _case.SeesOtherRows ? 2 : 1;
        Assert.Equal(passes, watched.Cursors);
        Assert.Equal(passes * 9, watched.Rows);
    }

    [Fact]
    public void A_cursor_without_the_output_does_not_ask_for_the_input_columns()
    {
        var watched = new WatchedView(_case.CreateData(5));
        IDataView output = Fitted.Transform(watched);
        using DataViewRowCursor cursor = output.GetRowCursor([output.Schema["Number"]]);
        int rows = 0;
        while (cursor.MoveNext())
            rows++;

        Assert.Equal(5, rows);
        if (!_case.AlwaysAsksForInputs)
            Assert.Empty(_case.InputColumns.Intersect(watched.ActiveColumns));
        Assert.False(cursor.IsColumnActive(output.Schema["Score"]));
    }

    [Fact]
    public void Only_the_columns_that_are_needed_are_asked_of_the_input()
    {
        var watched = new WatchedView(_case.CreateData(4));
        IDataView output = Fitted.Transform(watched);
        using DataViewRowCursor cursor = output.GetRowCursor(Prediction.Columns(output.Schema));
        Func<Prediction> reader = Prediction.Reader(cursor);
        while (cursor.MoveNext())
            reader();

        Assert.Equal(_case.InputColumns.Order(), watched.ActiveColumns.Order());
    }

    [Fact]
    public void Asking_for_an_inactive_column_is_an_error()
    {
        IDataView output = Transformed(2);
        using DataViewRowCursor without = output.GetRowCursor([output.Schema["Number"]]);
        using DataViewRowCursor only = output.GetRowCursor([output.Schema["Score"]]);

        Assert.ThrowsAny<Exception>(() => Prediction.Reader(without));
        Assert.ThrowsAny<Exception>(() => only.GetGetter<int>(output.Schema["Number"]));
    }

    [Fact]
    public void A_getter_of_the_wrong_type_is_an_error()
    {
        IDataView output = Transformed(2);
        using DataViewRowCursor cursor = output.GetRowCursor(output.Schema);
        Assert.ThrowsAny<InvalidOperationException>(() => cursor.GetGetter<int>(output.Schema["Score"]));
    }

    [Fact]
    public void Other_columns_pass_unchanged_beside_the_output()
    {
        IDataView data = _case.CreateData(9),
            output = Fitted.Transform(data);
        using DataViewRowCursor cursor = output.GetRowCursor(output.Schema);
        ValueGetter<int> number = cursor.GetGetter<int>(output.Schema["Number"]);
        ValueGetter<ReadOnlyMemory<char>> name = cursor.GetGetter<ReadOnlyMemory<char>>(output.Schema["Name"]);
        Func<Prediction> reader = Prediction.Reader(cursor);
        var numbers = new List<int>();
        var names = new List<string>();
        while (cursor.MoveNext())
        {
            int row = 0;
            ReadOnlyMemory<char> text = default;
            number(ref row);
            reader();
            name(ref text);
            numbers.Add(row);
            names.Add(text.ToString());
        }

        Assert.Equal(data.GetColumn<int>("Number"), numbers);
        Assert.Equal(data.GetColumn<string>("Name"), names);
        Assert.Equal(data.Schema[_case.LabelColumn].Type, output.Schema[_case.LabelColumn].Type);
    }

    [Fact]
    public void Reading_twice_gives_the_same()
    {
        IDataView output = Transformed(5);
        Assert.Equal(Prediction.Read(output), Prediction.Read(output));
    }

    [Fact]
    public void Empty_input_gives_empty_output() => Assert.Empty(Prediction.Read(Transformed(0)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Parallel_cursors_together_give_every_row_once(int count)
    {
        IDataView output = Transformed(23);
        var predictions = new Dictionary<int, Prediction>();
        foreach (DataViewRowCursor cursor in output.GetRowCursorSet([output.Schema["Number"], .. Prediction.Columns(output.Schema)], count))
        {
            using (cursor)
                Prediction.ReadAll(cursor, predictions);
        }

        AssertSame(Prediction.Read(output), predictions);
    }

    [Fact]
    public void Parallel_cursors_read_at_the_same_time_keep_the_order_within_each()
    {
        IDataView output = Transformed(40);
        DataViewRowCursor[] cursors = output.GetRowCursorSet([output.Schema["Number"], .. Prediction.Columns(output.Schema)], 4);
        var parts = new Dictionary<int, Prediction>[cursors.Length];
        Parallel.For(
            0,
            cursors.Length,
            i =>
            {
                using DataViewRowCursor cursor = cursors[i];
                parts[i] = [];
                Prediction.ReadAll(cursor, parts[i]);
            }
        );

        AssertSame(Prediction.Read(output), parts.SelectMany(p => p).ToDictionary(p => p.Key, p => p.Value));
        Assert.All(parts, p => Assert.Equal(p.Keys.Order(), p.Keys));
    }

    [Fact]
    public void Shuffled_cursors_give_the_same_rows()
    {
        IDataView data = Context.Data.ShuffleRows(_case.CreateData(20), seed: 1);
        // ML.NET's shuffling leaves out columns of types that it can't keep in its pool, images among them.
        if (_case.InputColumns.Any(c => data.Schema.GetColumnOrNull(c) is null))
            return;
        IDataView output = Fitted.Transform(data);
        var predictions = new Dictionary<int, Prediction>();
        using (
            DataViewRowCursor cursor = output.GetRowCursor([output.Schema["Number"], .. Prediction.Columns(output.Schema)], new Random(3))
        )
            Prediction.ReadAll(cursor, predictions);

        AssertSame(Prediction.Read(output), predictions);
    }

    [Fact]
    public void Shuffled_cached_taken_and_skipped_rows_keep_their_values()
    {
        IDataView output = Transformed(12);
        Dictionary<int, Prediction> expected = Prediction.Read(output);

        AssertSame(expected, Prediction.Read(Context.Data.ShuffleRows(output, seed: 5)));
        AssertSame(expected, Prediction.Read(Context.Data.Cache(output)));
        Assert.Equal([0, 1, 2], Prediction.Read(Context.Data.TakeRows(output, 3)).Keys);
        Dictionary<int, Prediction> skipped = Prediction.Read(Context.Data.SkipRows(output, 9));
        Assert.Equal([9, 10, 11], skipped.Keys);
        Assert.All(skipped, row => Assert.Equal(expected[row.Key], row.Value));
    }

    [Fact]
    public void The_row_count_is_that_of_the_input() => Assert.Equal(_case.CreateData(8).GetRowCount(), Transformed(8).GetRowCount());

    [Fact]
    public void A_cursor_can_be_left_early_and_disposed_twice()
    {
        IDataView output = Transformed(30);
        DataViewRowCursor cursor = output.GetRowCursor(output.Schema);
        Assert.True(cursor.MoveNext());
        cursor.Dispose();
        cursor.Dispose();

        output.GetRowCursor(output.Schema).Dispose();
        Assert.Equal(30, Prediction.Read(output).Count);
    }

    [Fact]
    public void A_cursor_at_its_end_stays_there()
    {
        IDataView output = Transformed(2);
        using DataViewRowCursor cursor = output.GetRowCursor(output.Schema);
        Assert.Equal(-1, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(1, cursor.Position);
        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void Two_cursors_do_not_disturb_each_other()
    {
        IDataView output = Transformed(6);
        Dictionary<int, Prediction> expected = Prediction.Read(output);
        using DataViewRowCursor first = output.GetRowCursor(output.Schema);
        using DataViewRowCursor second = output.GetRowCursor(output.Schema);
        Func<Prediction> firstReader = Prediction.Reader(first),
            secondReader = Prediction.Reader(second);
        for (int i = 0; i < 6; i++)
        {
            Assert.True(first.MoveNext());
            Assert.Equal(expected[i], firstReader());
            if (i % 2 == 1)
            {
                Assert.True(second.MoveNext());
                Assert.Equal(expected[i / 2], secondReader());
            }
        }
    }

    private static void AssertSame(Dictionary<int, Prediction> expected, Dictionary<int, Prediction> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, row => Assert.Equal(row.Value, actual[row.Key]));
    }
}
