using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.DataModel;

public class SplitTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void TrainTestSplit_gives_each_row_to_one_side()
    {
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(Numbers.View(_ml, 1000), 0.3);
        float[] train = Values(split.TrainSet);
        float[] test = Values(split.TestSet);
        Assert.Equal(1000, train.Union(test).Count());
        Assert.Equal(1000, train.Length + test.Length);
        Assert.InRange(test.Length, 230, 370);
    }

    [Fact]
    public void Rows_keep_their_order_and_columns()
    {
        IDataView data = Numbers.View(_ml, 200);
        IDataView train = _ml.Data.TrainTestSplit(data, 0.2).TrainSet;
        Assert.Equal(Values(train).Order(), Values(train));
        Assert.Equal(data.Schema.Select(column => column.Name), train.Schema.Select(column => column.Name));
    }

    [Fact]
    public void Reading_a_part_again_gives_the_same_rows()
    {
        IDataView test = _ml.Data.TrainTestSplit(Numbers.View(_ml, 300), 0.5).TestSet;
        Assert.Equal(Values(test), Values(test));
    }

    [Fact]
    public void The_seed_says_which_rows_are_which()
    {
        float[] first = Values(_ml.Data.TrainTestSplit(Numbers.View(_ml, 300), 0.5, seed: 3).TestSet);
        Assert.Equal(first, Values(new MLContext(9).Data.TrainTestSplit(Numbers.View(_ml, 300), 0.5, seed: 3).TestSet));
        Assert.NotEqual(first, Values(_ml.Data.TrainTestSplit(Numbers.View(_ml, 300), 0.5, seed: 4).TestSet));
    }

    [Fact]
    public void Without_a_seed_that_of_the_context_counts()
    {
        Assert.Equal(
            Values(new MLContext(5).Data.TrainTestSplit(Numbers.View(_ml, 300), 0.5).TestSet),
            Values(new MLContext(5).Data.TrainTestSplit(Numbers.View(_ml, 300), 0.5).TestSet));
    }

    [Fact]
    public void Rows_with_the_same_sampling_key_stay_together()
    {
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(Numbers.View(_ml, 500), 0.5, samplingKeyColumnName: "Group");
        string[] train = [.. split.TrainSet.GetColumn<string>("Group").Distinct()];
        string[] test = [.. split.TestSet.GetColumn<string>("Group").Distinct()];
        Assert.Empty(train.Intersect(test));
        Assert.Equal(10, train.Length + test.Length);
    }

    [Fact]
    public void A_key_column_is_split_by_its_keys()
    {
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(Numbers.View(_ml, 80), 0.5, samplingKeyColumnName: "Key");
        Assert.Equal([1u, 2u], split.TestSet.GetColumn<uint>("Key").Distinct());
        Assert.Equal([3u, 4u], split.TrainSet.GetColumn<uint>("Key").Distinct());
    }

    [Fact]
    public void Nothing_is_read_until_a_part_is()
    {
        var numbers = new Numbers(50);
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(_ml.Data.LoadFromEnumerable(numbers), 0.5, "Group");
        Assert.Equal(0, numbers.Given);
        Values(split.TestSet);
        Assert.Equal(50, numbers.Given);
    }

    [Fact]
    public void Folds_test_each_row_once()
    {
        IReadOnlyList<DataOperationsCatalog.TrainTestData> folds = _ml.Data.CrossValidationSplit(Numbers.View(_ml, 400), 4);
        Assert.Equal(4, folds.Count);
        Assert.Equal(Enumerable.Range(0, 400).Select(i => (float)i), folds.SelectMany(fold => Values(fold.TestSet)).Order());
        foreach (DataOperationsCatalog.TrainTestData fold in folds)
        {
            Assert.Empty(Values(fold.TestSet).Intersect(Values(fold.TrainSet)));
            Assert.Equal(400, Values(fold.TestSet).Length + Values(fold.TrainSet).Length);
            Assert.InRange(Values(fold.TestSet).Length, 60, 140);
        }
    }

    [Fact]
    public void Folds_keep_sampling_keys_together()
    {
        foreach (DataOperationsCatalog.TrainTestData fold in _ml.Data.CrossValidationSplit(Numbers.View(_ml, 200), 3, "Group"))
            Assert.Empty(fold.TrainSet.GetColumn<string>("Group").Intersect(fold.TestSet.GetColumn<string>("Group")));
    }

    [Fact]
    public void Impossible_splits_are_refused()
    {
        IDataView data = Numbers.View(_ml, 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(data, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(data, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.CrossValidationSplit(data, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(data, 0.5, "Absent"));
        Assert.Throws<ArgumentNullException>(() => _ml.Data.TrainTestSplit(null!));
    }

    private static float[] Values(IDataView data) => [.. data.GetColumn<float>("Value")];
}
