using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Tests.Data;

public sealed class GroupSplitTests
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
    public void Where_each_group_is_all_of_a_class_there_is_nothing_to_validate_with()
    {
        (int Group, int Class)[] rows = [.. Enumerable.Range(0, 30).Select(i => (i % 3, i % 3))];
        string message = Assert.Throws<ArgumentException>(() => Draw(rows, 0.3, 1)).Message;

        Assert.Contains("of 30 rows in 3 groups by GroupColumnName none can be left out", message);
    }

    private static HashSet<int> Draw((int Group, int Class)[] rows, double fraction, int seed) =>
        GroupSplit.Draw([.. Enumerable.Range(0, rows.Length)], [.. rows.Select(r => r.Group)], place => rows[place].Class, fraction, seed);
}
