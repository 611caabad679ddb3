using Microsoft.ML;

namespace MLNet.ConvExtensions.Tests.Data;

public sealed class DataSplitTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(0.25, 2)]
    [InlineData(0.5, 3)]
    [InlineData(0.9, 4)]
    public void Groups_are_whole_and_the_fraction_is_met_as_nearly_as_they_allow(double fraction, int seed)
    {
        var random = new Random(seed);
        Row[] rows =
        [
            .. Enumerable
                .Range(0, 500)
                .Select(i => new Row
                {
                    Group = $"g{random.Next(60)}",
                    Label = $"{i % 3}",
                    Number = i,
                }),
        ];
        TrainTestSets sets = _ml.Data.TrainTestSplitByGroup(View(rows), fraction, seed: seed);
        (Row[] train, Row[] test) = (Rows(sets.TrainSet), Rows(sets.TestSet));

        Assert.Equal(Enumerable.Range(0, 500), train.Concat(test).Select(r => r.Number).Order());
        Assert.Equal(train.Select(r => r.Number).Order(), train.Select(r => r.Number));
        Assert.Empty(train.Select(r => r.Group).Intersect(test.Select(r => r.Group)));
        Assert.InRange(test.Length, (500 * fraction) - 5, (500 * fraction) + 5);
        Assert.Equal((train.Length, test.Length), ((int)sets.TrainSet.GetRowCount()!, (int)sets.TestSet.GetRowCount()!));
    }

    [Fact]
    public void The_seed_alone_decides()
    {
        IDataView data = View([
            .. Enumerable
                .Range(0, 60)
                .Select(i => new Row
                {
                    Group = $"{i / 3}",
                    Label = "a",
                    Number = i,
                }),
        ]);
        int[] Test(int seed) => [.. Rows(_ml.Data.TrainTestSplitByGroup(data, 0.3, seed: seed).TestSet).Select(r => r.Number)];

        Assert.Equal(Test(5), Test(5));
        Assert.NotEqual(Test(5), Test(6));
    }

    [Fact]
    public void Classes_keep_their_shares_where_groups_are_kept_whole()
    {
        // Nine in ten are cats; each animal has four photos.
        Row[] rows =
        [
            .. Enumerable
                .Range(0, 400)
                .Select(i => new Row
                {
                    Group = $"{i / 4}",
                    Label = i / 4 % 10 == 0 ? "dog" : "cat",
                    Number = i,
                }),
        ];
        TrainTestSets sets = _ml.Data.TrainTestSplitByGroup(View(rows), 0.2, labelColumnName: "Label");

        Assert.Equal(8, Rows(sets.TestSet).Count(r => r.Label == "dog"));
        Assert.Equal(72, Rows(sets.TestSet).Count(r => r.Label == "cat"));
    }

    [Fact]
    public void Every_class_of_two_groups_is_on_both_sides_and_one_of_a_single_group_is_learned_from()
    {
        Row[] rows =
        [
            .. Enumerable
                .Range(0, 50)
                .Select(i => new Row
                {
                    Group = $"many{i}",
                    Label = "many",
                    Number = i,
                }),
            new Row
            {
                Group = "a",
                Label = "two",
                Number = 50,
            },
            new Row
            {
                Group = "b",
                Label = "two",
                Number = 51,
            },
            .. Enumerable
                .Range(52, 9)
                .Select(i => new Row
                {
                    Group = "all",
                    Label = "one",
                    Number = i,
                }),
        ];
        TrainTestSets sets = _ml.Data.TrainTestSplitByGroup(View(rows), 0.1, labelColumnName: "Label");

        Assert.Equal(["many", "two"], Rows(sets.TestSet).Select(r => r.Label).Distinct());
        Assert.Single(Rows(sets.TestSet), r => r.Label == "two");
        Assert.Equal(9, Rows(sets.TrainSet).Count(r => r.Label == "one"));
    }

    [Fact]
    public void Rows_without_a_group_are_groups_of_their_own()
    {
        Row[] rows =
        [
            .. Enumerable
                .Range(0, 20)
                .Select(i => new Row
                {
                    Group = "",
                    Label = "a",
                    Number = i,
                    Value = float.NaN,
                }),
        ];
        IDataView data = View(rows);
        IDataView keyed = _ml.Transforms.Conversion.MapValueToKey("Key", "Group").Fit(data).Transform(data);

        Assert.Equal(5, _ml.Data.TrainTestSplitByGroup(data, 0.25).TestSet.GetRowCount());
        Assert.Equal(5, _ml.Data.TrainTestSplitByGroup(data, 0.25, "Value").TestSet.GetRowCount());
        Assert.Equal(5, _ml.Data.TrainTestSplitByGroup(keyed, 0.25, "Key").TestSet.GetRowCount());
        Assert.Equal(2, _ml.Data.TrainTestSplitByGroup(data, 0.1, "Number").TestSet.GetRowCount());
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Without_groups_each_class_is_divided_alike(double fraction)
    {
        Row[] rows =
        [
            .. Enumerable
                .Range(0, 111)
                .Select(i => new Row
                {
                    Label =
                        i < 100 ? "a"
                        : i < 110 ? "b"
                        : "c",
                    Number = i,
                }),
        ];
        Row[] test = Rows(_ml.Data.TrainTestSplitByLabel(View(rows), fraction).TestSet);

        Assert.Equal(100 * fraction, test.Count(r => r.Label == "a"), 0.001);
        Assert.Equal(10 * fraction, test.Count(r => r.Label == "b"), 0.001);
        Assert.DoesNotContain(test, r => r.Label == "c");
    }

    [Fact]
    public void What_cannot_be_split_is_told()
    {
        IDataView one = View([
            .. Enumerable
                .Range(0, 5)
                .Select(i => new Row
                {
                    Group = "g",
                    Label = $"{i}",
                    Number = i,
                }),
        ]);

        AssertRefused(
            "5 rows in 1 group by 'Group', which can't be split: needed are two groups or more.",
            () => _ml.Data.TrainTestSplitByGroup(one)
        );
        AssertRefused("two rows or more of a class of 'Label'", () => _ml.Data.TrainTestSplitByLabel(one));
        AssertRefused(
            "There is no group column 'Animal'. The data has: Group, Label, Number",
            () => _ml.Data.TrainTestSplitByGroup(one, 0.1, "Animal")
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplitByGroup(one, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplitByLabel(one, double.NaN));
    }

    /// <summary>
    /// Why there is a split of our own: ML.NET's own draws groups by their hash, so that of few groups it meets no fraction.
    /// </summary>
    [Fact]
    public void ML_NET_s_own_split_by_key_misses_the_fraction_of_few_groups()
    {
        IDataView data = View([
            .. Enumerable
                .Range(0, 80)
                .Select(i => new Row
                {
                    Group = $"{i / 10}",
                    Label = "a",
                    Number = i,
                }),
        ]);
        int[] seeds = [.. Enumerable.Range(0, 10)];
        int[] own = [.. seeds.Select(seed => Rows(_ml.Data.TrainTestSplit(data, 0.25, "Group", seed).TestSet).Length)];
        int[] ours = [.. seeds.Select(seed => Rows(_ml.Data.TrainTestSplitByGroup(data, 0.25, seed: seed).TestSet).Length)];

        Assert.Contains(own, rows => rows is <= 10 or >= 40);
        Assert.All(ours, rows => Assert.Equal(20, rows));
    }

    private static void AssertRefused(string message, Func<object> split) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(split).Message);

    private IDataView View(Row[] rows) => _ml.Data.LoadFromEnumerable(rows);

    private Row[] Rows(IDataView data) => [.. _ml.Data.CreateEnumerable<Row>(data, reuseRowObject: false)];

    private sealed class Row
    {
        public string Group { get; set; } = "";

        public string Label { get; set; } = "";

        public int Number { get; set; }

        public float Value { get; set; }
    }
}
