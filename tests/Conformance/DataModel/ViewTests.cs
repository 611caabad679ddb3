using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.DataModel;

public class ViewTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void Nothing_is_read_until_a_cursor_is_asked_for()
    {
        var numbers = new Numbers(10);
        IDataView data = _ml.Data.LoadFromEnumerable(numbers);
        IDataView view = _ml.Transforms.CopyColumns("A", "Value").Fit(data).Transform(data);
        Assert.Equal(0, numbers.Given);
        Assert.Equal(10, view.GetColumn<float>("A").Count());
        Assert.Equal(10, numbers.Given);
    }

    [Fact]
    public void Rows_that_are_computed_on_several_threads_keep_their_order()
    {
        IDataView view = Concatenated(5000);
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => new[] { i, i, -(float)i }), view.GetColumn<float[]>("All"));
    }

    [Fact]
    public void Cursors_of_a_set_share_the_rows_in_batches() => Cursors.AssertSetCovers(Concatenated(3000), 3, 3000);

    [Fact]
    public void A_set_of_cursors_over_plain_columns_is_not_split()
    {
        IDataView view = Concatenated(10);
        DataViewRowCursor cursor = Assert.Single(view.GetRowCursorSet([view.Schema["Value"]], 4));
        cursor.Dispose();
    }

    [Fact]
    public void A_cursor_that_computes_can_be_left_early()
    {
        var numbers = new Numbers(1_000_000);
        IDataView data = _ml.Data.LoadFromEnumerable(numbers);
        IDataView view = _ml.Transforms.Concatenate("All", "Value", "Pair").Fit(data).Transform(data);
        using (DataViewRowCursor cursor = view.GetRowCursor(view.Schema))
        {
            for (int i = 0; i < 5; i++)
                Assert.True(cursor.MoveNext());
        }

        int given = numbers.Given;
        Assert.InRange(given, 5, 50_000);
        Thread.Sleep(50);
        Assert.Equal(given, numbers.Given);
    }

    [Fact]
    public void An_error_of_the_source_reaches_the_reader()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new Numbers(500).Select(row => row.Value < 300 ? row : throw new FormatException("row 300")));
        IDataView view = _ml.Transforms.Concatenate("All", "Value", "Pair").Fit(data).Transform(data);
        Exception? error = Assert.ThrowsAny<Exception>(() => view.GetColumn<float[]>("All").ToList());
        while (error is not FormatException)
            error = Assert.IsType<InvalidOperationException>(error).InnerException;
    }

    [Fact]
    public void Inactive_columns_are_not_computed()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Fragile(), new Fragile()]);
        IDataView view = _ml.Transforms.CopyColumns("A", "Broken").Append(_ml.Transforms.CopyColumns("B", "Fine")).Fit(data).Transform(data);
        Assert.Equal([1, 1], view.GetColumn<float>("B"));
        Assert.ThrowsAny<Exception>(() => view.GetColumn<float>("A").ToList());
    }

    [Fact]
    public void A_column_of_a_cursor_is_active_if_it_was_asked_for()
    {
        IDataView view = Concatenated(3);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["All"]]);
        Assert.True(cursor.IsColumnActive(view.Schema["All"]));
        Assert.False(cursor.IsColumnActive(view.Schema["Group"]));
        Assert.ThrowsAny<Exception>(() => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Group"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["All"]));
    }

    [Fact]
    public void A_view_of_a_view_counts_and_shuffles_as_its_source_does()
    {
        IDataView list = _ml.Data.LoadFromEnumerable(new Numbers(7).ToList());
        IDataView view = _ml.Transforms.CopyColumns("A", "Value").Fit(list).Transform(list);
        Assert.Equal((7L, false), (view.GetRowCount(), view.CanShuffle));
        IDataView cached = _ml.Data.Cache(list);
        Assert.True(_ml.Transforms.CopyColumns("A", "Value").Fit(cached).Transform(cached).CanShuffle);
    }

    [Fact]
    public void Shuffling_a_view_shuffles_its_source()
    {
        IDataView cached = _ml.Data.Cache(Numbers.View(_ml, 200));
        IDataView view = _ml.Transforms.Concatenate("All", "Value", "Pair").Fit(cached).Transform(cached);
        Assert.NotEqual(Read(null), Read(new Random(1)));
        Assert.Equal(Read(new Random(1)), Read(new Random(1)));
        Assert.Equal(Read(null), Read(new Random(1)).Order());

        List<float> Read(Random? random)
        {
            using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["All"]], random);
            ValueGetter<VBuffer<float>> get = cursor.GetGetter<VBuffer<float>>(view.Schema["All"]);
            VBuffer<float> value = default;
            var read = new List<float>();
            while (cursor.MoveNext())
            {
                get(ref value);
                read.Add(value.GetItemOrDefault(0));
            }

            return read;
        }
    }

    [Fact]
    public void An_empty_view_stays_one()
    {
        IDataView view = Concatenated(0);
        Assert.Empty(view.GetColumn<float[]>("All"));
        Assert.Empty(_ml.Data.Cache(view).GetColumn<float[]>("All"));
        Assert.Empty(_ml.Data.ShuffleRows(view).GetColumn<float[]>("All"));
    }

    private IDataView Concatenated(int count)
    {
        IDataView data = Numbers.View(_ml, count);
        return _ml.Transforms.Concatenate("All", "Value", "Pair").Fit(data).Transform(data);
    }

    private sealed class Fragile
    {
        public float Fine => 1;

        public float Broken => throw new NotSupportedException();
    }
}
