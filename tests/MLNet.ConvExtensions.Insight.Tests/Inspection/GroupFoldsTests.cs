using MLNet.ConvExtensions.Insight.Inspection.Labels;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

public sealed class GroupFoldsTests
{
    [Fact]
    public void Groups_are_whole_and_every_class_is_in_every_fold()
    {
        int[] labels = [.. Enumerable.Range(0, 200).Select(i => i % 4)],
            groups = [.. Enumerable.Range(0, 200).Select(i => i / 8 * 4 + i % 4)];
        int[] folds = GroupFolds.Draw(labels, groups, 5, 1);
        Assert.Equal(5, folds.Distinct().Count());
        Assert.All(groups.Zip(folds).GroupBy(g => g.First), group => Assert.Single(group.Select(g => g.Second).Distinct()));
        Assert.All(labels.Zip(folds).GroupBy(l => l.Second), fold => Assert.Equal(4, fold.Select(l => l.First).Distinct().Count()));
    }

    [Fact]
    public void A_class_of_two_is_never_in_one_fold_alone()
    {
        int[] labels = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
        int[] folds = GroupFolds.Draw(labels, [.. Enumerable.Range(0, 10)], 5, 3);
        Assert.NotEqual(folds[8], folds[9]);
    }
}
