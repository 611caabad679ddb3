using MLNet.ConvExtensions.AutoML.Search;

namespace MLNet.ConvExtensions.AutoML.Tests.Comparison;

public class SearchPlanTests
{
    private static readonly FeatureSet[] Sets = [Of("quick"), Of("slow"), Of("other")];

    [Fact]
    public void Where_trials_are_counted_sets_take_turns_whatever_time_they_take()
    {
        string[] turns = Run(new FeatureComparisonOptions { MaxTrials = 30 });

        Assert.Equal(["quick", "slow", "other", "quick", "slow", "other"], turns[..6]);
        Assert.Equal(30, turns.Length);
        Assert.All(Sets, s => Assert.Equal(10, turns.Count(t => t == s.Name)));
    }

    [Fact]
    public void Where_time_is_counted_every_set_gets_the_same_time()
    {
        string[] turns = Run(new FeatureComparisonOptions { TimeBudget = TimeSpan.FromHours(1) }, trials: 63);

        Assert.Equal(["quick", "slow", "other"], turns[..3]);
        Assert.InRange(turns.Count(t => t == "slow"), 2, 4);
        Assert.InRange(turns.Count(t => t == "quick"), 28, 32);
    }

    [Fact]
    public void A_limit_to_trials_holds_for_each_set_also_under_a_budget_of_time()
    {
        string[] turns = Run(new FeatureComparisonOptions { TimeBudget = TimeSpan.FromHours(1), MaxTrials = 12 });

        Assert.All(Sets, s => Assert.Equal(4, turns.Count(t => t == s.Name)));
    }

    [Fact]
    public void Trials_depend_on_the_seed_and_on_nothing_that_is_measured()
    {
        static string[] Tried(int seed, double seconds)
        {
            var tried = new List<string>();
            Run(
                new FeatureComparisonOptions { MaxTrials = 60, Seed = seed },
                seconds: seconds,
                note: p => tried.Add($"{p.Candidate.Key} {p.Division}")
            );
            return [.. tried];
        }

        Assert.Equal(Tried(1, 1), Tried(1, 100));
        Assert.NotEqual(Tried(1, 1), Tried(2, 1));
    }

    private static FeatureSet Of(string name) => new(name, [], _ => throw new NotSupportedException());

    private static string[] Run(FeatureComparisonOptions options, int trials = 1000, double seconds = 1, Action<Proposal>? note = null)
    {
        var plan = new SearchPlan(Sets, options, options.Trainers);
        var turns = new List<string>();
        while (turns.Count < trials && plan.Next() is { Count: > 0 } round)
        {
            foreach (Proposal proposal in round)
            {
                Candidate candidate = proposal.Candidate;
                note?.Invoke(proposal);
                turns.Add(candidate.Set);
                double loss = 0.1 * candidate.Values.ToString().Length % 0.37;
                var record = new TrialRecord(
                    turns.Count,
                    candidate.Set,
                    candidate.Trainer.Name,
                    candidate.Values.ToString(),
                    new FoldScores(1 - loss, 1, 1, 1, 1),
                    candidate.Set == "slow" ? 10 * seconds : seconds,
                    null
                );
                plan.Update(new TrialResult(proposal, record, loss, 0.02));
            }
        }

        return [.. turns];
    }
}
