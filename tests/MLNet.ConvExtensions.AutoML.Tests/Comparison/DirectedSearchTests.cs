using MLNet.ConvExtensions.AutoML.Search;

namespace MLNet.ConvExtensions.AutoML.Tests.Comparison;

public class DirectedSearchTests
{
    private static readonly HyperParameter[] Space =
    [
        new RealHyperParameter("Rate", 1e-4, 1, start: 0.1, logarithmic: true),
        new RealHyperParameter("Share", 0, 1, start: 0.9),
        new ChoiceHyperParameter("Kind", ["a", "b", "c"], "a"),
    ];

    [Fact]
    public void It_begins_at_the_start_values_and_comes_close_to_the_best_ones()
    {
        var search = new DirectedSearch(Space, seed: 3);
        double best = double.MaxValue;
        for (int i = 0; i < 60; i++)
        {
            HyperParameterValues values = HyperParameterValues.At(Space, search.Next()!);
            if (i == 0)
                Assert.Equal(HyperParameterValues.StartOf(Space), values);
            double loss =
                Math.Abs(Math.Log10(values.GetDouble("Rate")) + 3)
                + Math.Abs(values.GetDouble("Share") - 0.3)
                + (values.GetString("Kind") == "c" ? 0 : 1);
            search.Update(loss);
            best = Math.Min(best, loss);
        }

        Assert.InRange(best, 0, 0.25);
    }

    [Fact]
    public void Nothing_is_tried_twice_and_a_space_of_few_values_ends()
    {
        HyperParameter[] few = [new IntegerHyperParameter("Count", 1, 4, 2), new ChoiceHyperParameter("Kind", ["a", "b"], "a")];
        var search = new DirectedSearch(few, seed: 1);
        var seen = new List<HyperParameterValues>();
        while (search.Next() is { } position)
        {
            seen.Add(HyperParameterValues.At(few, position));
            search.Update(0.5);
        }

        Assert.Equal(seen.Distinct().Count(), seen.Count);
        Assert.Equal(8, seen.Count);
    }

    [Fact]
    public void Where_nothing_near_is_better_it_starts_again_elsewhere()
    {
        HyperParameter[] one = [new RealHyperParameter("Share", 0, 1, start: 0.1)];
        var search = new DirectedSearch(one, seed: 1);
        var seen = new List<double>();
        for (int i = 0; i < 40; i++)
        {
            seen.Add(search.Next()![0]);
            search.Update(Math.Abs(seen[^1] - 0.1));
        }

        Assert.Contains(seen, x => Math.Abs(x - 0.1) > 0.3);
        Assert.True(seen.Take(6).All(x => Math.Abs(x - 0.1) < 0.21));
    }

    [Fact]
    public void Without_hyper_parameters_there_is_one_trial()
    {
        var search = new DirectedSearch([], seed: 1);

        Assert.Empty(search.Next()!);
        search.Update(0.5);
        Assert.Null(search.Next());
    }
}
