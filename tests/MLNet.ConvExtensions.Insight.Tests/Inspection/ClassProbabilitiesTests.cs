using MLNet.ConvExtensions.Insight.Inspection.Features;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

/// <summary>Which rows a classifier learns from where there are many.</summary>
public sealed class ClassProbabilitiesTests
{
    [Fact]
    public void Up_to_ten_thousand_rows_all_are_learned_from()
    {
        int[] rows = [.. Enumerable.Range(0, ClassProbabilities.MostLearned)];

        Assert.Equal(rows, ClassProbabilities.Some(rows, new int[rows.Length]));
    }

    [Fact]
    public void Of_more_each_class_gives_its_part_and_a_small_one_all()
    {
        // 60,000 rows: 50 of class 0, 29,950 of class 1, 30,000 of class 2.
        int[] labels = [.. Enumerable.Range(0, 60_000).Select(i => i < 50 ? 0 : 1 + (i / 30_000))];
        int[] rows = [.. Enumerable.Range(0, labels.Length)];

        int[] some = ClassProbabilities.Some(rows, labels);

        Assert.InRange(some.Length, ClassProbabilities.MostLearned - 3, ClassProbabilities.MostLearned);
        Assert.Equal(some.Length, some.Distinct().Count());
        Assert.Equal(some.Order(), some);
        Assert.Equal(50, some.Count(i => labels[i] == 0));
        Assert.InRange(some.Count(i => labels[i] == 1), 4900, 5000);
        Assert.Equal(some, ClassProbabilities.Some([.. Enumerable.Range(0, labels.Length)], labels));
    }
}
