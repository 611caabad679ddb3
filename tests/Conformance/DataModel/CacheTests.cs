using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.DataModel;

public class CacheTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void A_cached_column_is_read_from_its_source_once()
    {
        var numbers = new Numbers(300);
        IDataView cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(numbers));
        Assert.Equal(0, numbers.Given);
        for (int i = 0; i < 3; i++)
            Assert.Equal(Enumerable.Range(0, 300).Select(value => (float)value), cached.GetColumn<float>("Value"));
        Assert.Equal(300, numbers.Given);
    }

    [Fact]
    public void Another_column_takes_another_pass()
    {
        var numbers = new Numbers(100);
        IDataView cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(numbers));
        Assert.Equal(100, cached.GetColumn<float>("Value").Count());
        Assert.Equal("group 7", cached.GetColumn<string>("Group").ElementAt(7));
        Assert.Equal(100, cached.GetColumn<float[]>("Pair").Count(pair => pair[0] == -pair[1]));
        Assert.InRange(numbers.Given, 200, 300);
    }

    [Fact]
    public void Columns_that_are_read_together_belong_together()
    {
        IDataView cached = _ml.Data.Cache(Numbers.View(_ml, 200));
        Assert.Equal(200, cached.GetColumn<float>("Value").Count());
        List<Numbers.Row> rows = [.. _ml.Data.CreateEnumerable<Numbers.Row>(cached, false)];
        Assert.All(rows, row => Assert.Equal((row.Value, $"group {(int)row.Value % 10}"), (row.Pair[0], row.Group)));
        Assert.Equal(Enumerable.Range(0, 200).Select(value => (float)value), rows.Select(row => row.Value));
    }

    [Fact]
    public void A_cache_can_be_shuffled()
    {
        IDataView cached = _ml.Data.Cache(Numbers.View(_ml, 150));
        Assert.True(cached.CanShuffle);
        var values = new List<float>();
        using (DataViewRowCursor cursor = cached.GetRowCursor(cached.Schema, new Random(1)))
        {
            ValueGetter<float> get = cursor.GetGetter<float>(cached.Schema["Value"]);
            float value = 0;
            while (cursor.MoveNext())
            {
                get(ref value);
                values.Add(value);
            }
        }

        Assert.NotEqual(values.Order(), values);
        Assert.Equal(Enumerable.Range(0, 150).Select(i => (float)i), values.Order());
    }

    [Fact]
    public void Cursors_of_a_set_share_the_rows_in_batches()
    {
        IDataView cached = _ml.Data.Cache(Numbers.View(_ml, 1000));
        Cursors.AssertSetCovers(cached, 2, 1000);
    }

    [Fact]
    public void Several_threads_may_read_a_cache_while_it_fills()
    {
        var numbers = new Numbers(2000);
        IDataView cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(numbers));
        double[] sums = new double[4];
        Parallel.For(0, sums.Length, i => sums[i] = cached.GetColumn<float>("Value").Sum(value => (double)value));
        Assert.All(sums, sum => Assert.Equal(1999000, sum));
        Assert.Equal(2000, numbers.Given);
    }

    [Fact]
    public void An_error_of_the_source_reaches_the_reader_as_an_inner_exception()
    {
        IDataView cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(new Numbers(10).Select(row => row.Value < 5 ? row : throw new FormatException("row 5"))));
        var error = Assert.Throws<InvalidOperationException>(() => cached.GetColumn<float>("Value").ToList());
        Assert.IsType<FormatException>(error.InnerException);
    }

    [Fact]
    public void A_column_to_prefetch_must_be_there() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.Cache(Numbers.View(_ml, 5), "Absent"));
}
