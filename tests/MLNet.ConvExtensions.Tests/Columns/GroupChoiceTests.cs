using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Tests.Columns;

public sealed class GroupChoiceTests
{
    public static TheoryData<int, double> Cases
    {
        get
        {
            var cases = new TheoryData<int, double>();
            foreach (int seed in new[] { 0, 1, 2, 3, 4 })
            {
                foreach (double fraction in new[] { 0.1, 0.2, 0.5 })
                    cases.Add(seed, fraction);
            }

            return cases;
        }
    }

    // 60 groups of 1 to 10 samples, of one class each or mixed, and four classes of very different sizes.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Groups_stay_whole_and_each_class_comes_near_the_fraction(int seed, double fraction)
    {
        var random = new Random(seed);
        (int Group, int Class)[] rows =
        [
            .. Enumerable
                .Range(0, 60)
                .SelectMany(group => Enumerable.Repeat(group, 1 + random.Next(10)).Select(g => (g, g % 4 == 3 ? random.Next(4) : g % 3))),
        ];
        HashSet<int> part = Draw(rows, fraction, seed);

        foreach (IGrouping<int, int> group in Enumerable.Range(0, rows.Length).GroupBy(i => rows[i].Group))
            Assert.Single(group.Select(part.Contains).Distinct());
        Assert.Equal(fraction, (double)part.Count / rows.Length, tolerance: 0.04);
        foreach (IGrouping<int, int> ofClass in Enumerable.Range(0, rows.Length).GroupBy(i => rows[i].Class).Where(c => c.Count() > 40))
            Assert.Equal(fraction, (double)ofClass.Count(part.Contains) / ofClass.Count(), tolerance: 0.09);
        Assert.Equal(part.Order(), Draw(rows, fraction, seed).Order());
    }

    [Fact]
    public void Another_seed_draws_other_groups()
    {
        (int Group, int Class)[] rows = [.. Enumerable.Range(0, 100).Select(i => (i / 4, i / 4 % 2))];

        Assert.NotEqual(Draw(rows, 0.2, 1).Order(), Draw(rows, 0.2, 2).Order());
        Assert.Equal(20, Draw(rows, 0.2, 1).Count);
    }

    [Fact]
    public void Of_groups_that_are_far_too_large_one_is_taken()
    {
        (int Group, int Class)[] rows = [.. Enumerable.Range(0, 30).Select(i => (i % 3, i / 3 % 2))];

        Assert.Equal(10, Draw(rows, 0.05, 1).Count);
    }

    [Fact]
    public void A_class_of_one_group_stays_in_the_training()
    {
        (int Group, int Class)[] rows = [.. Enumerable.Range(0, 60).Select(i => (i / 3, i < 3 ? 1 : 0))];
        for (int seed = 0; seed < 20; seed++)
        {
            HashSet<int> part = Draw(rows, 0.3, seed);
            Assert.DoesNotContain(0, part);
            Assert.Equal(18, part.Count, tolerance: 3);
        }
    }

    [Fact]
    public void Where_each_group_is_all_of_a_class_none_is_chosen()
    {
        (int Group, int Class)[] rows = [.. Enumerable.Range(0, 30).Select(i => (i % 3, i % 3))];

        Assert.Empty(Draw(rows, 0.3, 1));
    }

    [Fact]
    public void A_class_whose_groups_are_too_large_for_its_fraction_gives_its_smallest()
    {
        (int Group, int Class)[] rows =
        [
            .. Enumerable.Range(0, 100).Select(i => (i, 0)),
            .. Enumerable.Range(0, 12).Select(i => (i < 5 ? 100 : 101, 1)),
        ];
        for (int seed = 0; seed < 10; seed++)
            Assert.Equal((10, 5), (Draw(rows, 0.1, seed).Count(i => i < 100), Draw(rows, 0.1, seed).Count(i => i >= 100)));
    }

    /// <summary>The rows of the groups that are chosen.</summary>
    private static HashSet<int> Draw((int Group, int Class)[] rows, double fraction, int seed)
    {
        int[][] groups = [.. Enumerable.Range(0, rows.Length).GroupBy(i => rows[i].Group).Select(g => g.ToArray())];
        int[] order = [.. Enumerable.Range(0, groups.Length)];
        new Random(seed).Shuffle(order);
        return [.. GroupChoice.Draw(groups, row => rows[row].Class, fraction, order).SelectMany(g => groups[g])];
    }
}
