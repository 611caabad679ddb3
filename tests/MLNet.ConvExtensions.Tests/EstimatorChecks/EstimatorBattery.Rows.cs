using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.EstimatorChecks;

/// <content>Ways of reading rows: parallel, shuffled, cached, cut short, one by one.</content>
public abstract partial class EstimatorBattery<TCase>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Parallel_cursors_together_give_every_row_once(int count)
    {
        IDataView output = Transformed(23, out _);
        var values = new Dictionary<int, float[]>();
        foreach (DataViewRowCursor cursor in output.GetRowCursorSet([output.Schema["Number"], output.Schema[_case.OutputColumn]], count))
        {
            using (cursor)
                ReadAll(cursor, values);
        }

        AssertSameRows(Read(output), values);
    }

    [Fact]
    public void Parallel_cursors_read_at_the_same_time_keep_the_order_within_each()
    {
        IDataView output = Transformed(40, out _);
        DataViewRowCursor[] cursors = output.GetRowCursorSet([output.Schema["Number"], output.Schema[_case.OutputColumn]], 4);
        var parts = new Dictionary<int, float[]>[cursors.Length];
        var batches = new List<long>[cursors.Length];
        Parallel.For(
            0,
            cursors.Length,
            i =>
            {
                using DataViewRowCursor cursor = cursors[i];
                parts[i] = [];
                batches[i] = [];
                ValueGetter<int> number = cursor.GetGetter<int>(output.Schema["Number"]);
                ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(output.Schema[_case.OutputColumn]);
                VBuffer<float> value = default;
                int row = 0;
                while (cursor.MoveNext())
                {
                    number(ref row);
                    getter(ref value);
                    parts[i].Add(row, value.DenseValues().ToArray());
                    batches[i].Add(cursor.Batch);
                }
            }
        );

        AssertSameRows(Read(output), parts.SelectMany(p => p).ToDictionary(p => p.Key, p => p.Value));
        Assert.All(parts, p => Assert.Equal(p.Keys.Order(), p.Keys));
        Assert.All(batches, b => Assert.Equal(b.Order(), b));
        Assert.Equal(batches.Sum(b => b.Distinct().Count()), batches.SelectMany(b => b).Distinct().Count());
    }

    [Fact]
    public void Row_ids_are_those_of_the_input()
    {
        IDataView data = _case.CreateData(7);
        IDataView output = Fit(data).Transform(data);

        Assert.Equal(Ids(data, data.Schema["Number"]), Ids(output, output.Schema[_case.OutputColumn]));
    }

    [Fact]
    public void Shuffled_cursors_give_the_same_rows()
    {
        IDataView data = Context.Data.ShuffleRows(_case.CreateData(20), seed: 1);
        // ML.NET's shuffling leaves out columns of types that it can't keep in its pool, images among them.
        if (data.Schema.GetColumnOrNull(_case.InputColumn) is null)
            return;
        IDataView output = Fit(data).Transform(data);
        Assert.True(output.CanShuffle);
        var values = new Dictionary<int, float[]>();
        using (DataViewRowCursor cursor = output.GetRowCursor([output.Schema["Number"], output.Schema[_case.OutputColumn]], new Random(3)))
            ReadAll(cursor, values);

        AssertSameRows(Read(output), values);
        Assert.NotEqual(values.Keys.Order(), values.Keys);
    }

    [Fact]
    public void Shuffled_cached_taken_and_skipped_rows_keep_their_values()
    {
        IDataView data = _case.CreateData(12);
        IDataView output = Fit(data).Transform(data);
        Dictionary<int, float[]> expected = Read(output);

        AssertSameRows(expected, Read(Context.Data.ShuffleRows(output, seed: 5)));
        AssertSameRows(expected, Read(Context.Data.Cache(output)));
        Assert.Equal([0, 1, 2], Read(Context.Data.TakeRows(output, 3)).Keys);
        Dictionary<int, float[]> skipped = Read(Context.Data.SkipRows(output, 9));
        Assert.Equal([9, 10, 11], skipped.Keys);
        Assert.All(skipped, row => Assert.Equal(expected[row.Key], row.Value));
    }

    [Fact]
    public void The_row_count_is_that_of_the_input()
    {
        IDataView data = _case.CreateData(8);
        Assert.Equal(data.GetRowCount(), Fit(data).Transform(data).GetRowCount());
        Assert.Equal(8, Read(Fit(data).Transform(data)).Count);
    }

    [Fact]
    public void A_cursor_can_be_left_early_and_disposed_twice()
    {
        IDataView output = Transformed(30, out _);
        DataViewRowCursor cursor = output.GetRowCursor(output.Schema);
        Assert.True(cursor.MoveNext());
        cursor.Dispose();
        cursor.Dispose();

        DataViewRowCursor untouched = output.GetRowCursor(output.Schema);
        untouched.Dispose();
        Assert.Equal(30, Read(output).Count);
    }

    [Fact]
    public void A_cursor_at_its_end_stays_there()
    {
        IDataView output = Transformed(2, out _);
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
    public void A_getter_without_a_row_is_an_error()
    {
        IDataView output = Transformed(2, out _);
        using DataViewRowCursor cursor = output.GetRowCursor([output.Schema["Number"], output.Schema[_case.OutputColumn]]);
        ValueGetter<int> number = cursor.GetGetter<int>(output.Schema["Number"]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(output.Schema[_case.OutputColumn]);
        int row = 0;
        VBuffer<float> value = default;

        Assert.ThrowsAny<Exception>(() => number(ref row));
        Assert.ThrowsAny<Exception>(() => getter(ref value));
        while (cursor.MoveNext()) { }

        Assert.ThrowsAny<Exception>(() => number(ref row));
        Assert.ThrowsAny<Exception>(() => getter(ref value));
    }

    [Fact]
    public void Two_cursors_do_not_disturb_each_other()
    {
        IDataView output = Transformed(6, out _);
        Dictionary<int, float[]> expected = Read(output);
        using DataViewRowCursor first = output.GetRowCursor(output.Schema);
        using DataViewRowCursor second = output.GetRowCursor(output.Schema);
        ValueGetter<VBuffer<float>> firstGetter = first.GetGetter<VBuffer<float>>(output.Schema[_case.OutputColumn]);
        ValueGetter<VBuffer<float>> secondGetter = second.GetGetter<VBuffer<float>>(output.Schema[_case.OutputColumn]);
        VBuffer<float> value = default;
        for (int i = 0; i < 6; i++)
        {
            Assert.True(first.MoveNext());
            firstGetter(ref value);
            Assert.Equal(expected[i], value.DenseValues());
            if (i % 2 == 1)
            {
                Assert.True(second.MoveNext());
                secondGetter(ref value);
                Assert.Equal(expected[i / 2], value.DenseValues());
            }
        }
    }

    [Fact]
    public void A_failing_input_gives_its_good_rows_first()
    {
        IDataView data = _case.CreateData(4);
        IDataView failing = Context.Data.FilterRowsByColumn(
            Context.Transforms.Conversion.ConvertType("AsSingle", "Number", DataKind.Single).Fit(data).Transform(data),
            "AsSingle",
            upperBound: 3
        );
        Assert.Equal([0, 1, 2], Read(Fit(failing).Transform(failing)).Keys);
    }

    private static void AssertSameRows(Dictionary<int, float[]> expected, Dictionary<int, float[]> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, row => Assert.Equal(row.Value, actual[row.Key]));
    }

    private static List<DataViewRowId> Ids(IDataView data, DataViewSchema.Column column)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<DataViewRowId> getter = cursor.GetIdGetter();
        var ids = new List<DataViewRowId>();
        while (cursor.MoveNext())
        {
            DataViewRowId id = default;
            getter(ref id);
            ids.Add(id);
        }

        return ids;
    }
}
