using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.DataModel;

public class RowOperationTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void TakeRows_takes_the_first_ones_and_reads_no_more()
    {
        var numbers = new Numbers(1000);
        IDataView taken = _ml.Data.TakeRows(_ml.Data.LoadFromEnumerable(numbers), 3);
        Assert.Equal([0, 1, 2], taken.GetColumn<float>("Value"));
        Assert.InRange(numbers.Given, 3, 4);
    }

    [Fact]
    public void SkipRows_leaves_the_first_ones_out()
    {
        Assert.Equal([3, 4], _ml.Data.SkipRows(Numbers.View(_ml, 5), 3).GetColumn<float>("Value"));
        Assert.Empty(_ml.Data.SkipRows(Numbers.View(_ml, 5), 7).GetColumn<float>("Value"));
    }

    [Fact]
    public void Row_counts_follow_from_those_of_the_input()
    {
        IDataView five = _ml.Data.LoadFromEnumerable(new Numbers(5).ToList());
        Assert.Equal(2, _ml.Data.SkipRows(five, 3).GetRowCount());
        Assert.Equal(5, _ml.Data.TakeRows(five, 9).GetRowCount());
        Assert.Null(_ml.Data.TakeRows(Numbers.View(_ml, 5), 2).GetRowCount());
    }

    [Fact]
    public void TakeRows_and_SkipRows_refuse_counts_that_are_not_positive()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TakeRows(Numbers.View(_ml, 5), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.SkipRows(Numbers.View(_ml, 5), 0));
    }

    [Fact]
    public void FilterRowsByColumn_keeps_the_lower_bound_and_not_the_upper()
    {
        IDataView filtered = _ml.Data.FilterRowsByColumn(Numbers.View(_ml, 10), "Value", 3, 6);
        Assert.Equal([3, 4, 5], filtered.GetColumn<float>("Value"));
        Assert.Equal(["group 3", "group 4", "group 5"], filtered.GetColumn<string>("Group"));
        Assert.Null(filtered.GetRowCount());
    }

    [Fact]
    public void FilterRowsByColumn_drops_values_that_are_missing()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Doubtful { Value = float.NaN }, new Doubtful { Value = 1 }]);
        Assert.Equal([1], _ml.Data.FilterRowsByColumn(data, "Value").GetColumn<float>("Value"));
    }

    [Fact]
    public void FilterRowsByColumn_takes_real_numbers_only()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByColumn(Numbers.View(_ml, 5), "Group", 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByColumn(Numbers.View(_ml, 5), "Key", 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByColumn(Numbers.View(_ml, 5), "Value", 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByColumn(Numbers.View(_ml, 5), "Absent", 0, 1));
    }

    [Fact]
    public void FilterRowsByKeyColumnFraction_takes_a_share_of_the_keys()
    {
        IDataView half = _ml.Data.FilterRowsByKeyColumnFraction(Numbers.View(_ml, 8), "Key", 0, 0.5);
        Assert.Equal([0, 1, 4, 5], half.GetColumn<float>("Value"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByKeyColumnFraction(Numbers.View(_ml, 8), "Value"));
    }

    [Fact]
    public void FilterRowsByMissingValues_looks_into_vectors_too()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(
        [
            new Doubtful { Value = 1, Vector = [1, 2] }, new Doubtful { Value = 2, Vector = [1, float.NaN] }, new Doubtful { Value = float.NaN, Vector = [1, 2] },
        ]);
        Assert.Equal([1, 2], _ml.Data.FilterRowsByMissingValues(data, "Value").GetColumn<float>("Value"));
        Assert.Equal([1], _ml.Data.FilterRowsByMissingValues(data, "Value", "Vector").GetColumn<float>("Value"));
    }

    [Fact]
    public void FilterRowsByMissingValues_refuses_columns_that_can_have_none()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByMissingValues(Numbers.View(_ml, 5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByMissingValues(Numbers.View(_ml, 5), "Group"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByMissingValues(Numbers.View(_ml, 5), "Absent"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByMissingValues(Numbers.View(_ml, 5), "Value", "Value"));
    }

    [Fact]
    public void ShuffleRows_gives_each_row_once_in_an_order_of_its_seed()
    {
        float[] first = Shuffled(seed: 7);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (float)i), first.Order());
        Assert.NotEqual(first.Order(), first);
        Assert.Equal(first, Shuffled(seed: 7));
        Assert.NotEqual(first, Shuffled(seed: 8));

        float[] Shuffled(int seed) => [.. _ml.Data.ShuffleRows(Numbers.View(_ml, 200), seed).GetColumn<float>("Value")];
    }

    [Fact]
    public void ShuffleRows_gives_the_same_order_to_every_cursor_and_keeps_rows_whole()
    {
        IDataView shuffled = _ml.Data.ShuffleRows(Numbers.View(_ml, 100));
        float[] values = [.. shuffled.GetColumn<float>("Value")];
        Assert.Equal(values, shuffled.GetColumn<float>("Value"));
        Assert.Equal(values.Select(value => new[] { value, -value }), shuffled.GetColumn<float[]>("Pair"));
    }

    [Fact]
    public void ShuffleRows_with_a_pool_of_one_row_keeps_the_order()
    {
        IDataView data = _ml.Data.ShuffleRows(Numbers.View(_ml, 20), seed: 1, shufflePoolSize: 1);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (float)i), data.GetColumn<float>("Value"));
        Assert.True(data.CanShuffle);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.ShuffleRows(Numbers.View(_ml, 20), shufflePoolSize: 0));
    }

    [Fact]
    public void BootstrapSample_draws_rows_with_replacement()
    {
        float[] drawn = [.. _ml.Data.BootstrapSample(Numbers.View(_ml, 1000), seed: 2).GetColumn<float>("Value")];
        float[] others = [.. _ml.Data.BootstrapSample(Numbers.View(_ml, 1000), seed: 2, complement: true).GetColumn<float>("Value")];
        Assert.InRange(drawn.Length, 850, 1150);
        Assert.InRange(others.Length, 300, 440);
        Assert.Empty(drawn.Intersect(others));
        Assert.Equal(1000, drawn.Union(others).Count());
    }

    private sealed class Doubtful
    {
        public float Value { get; set; }

        [VectorType(2)]
        public float[] Vector { get; set; } = [];
    }
}
