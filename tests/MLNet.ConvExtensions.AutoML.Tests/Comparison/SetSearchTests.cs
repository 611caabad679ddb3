using MLNet.ConvExtensions.AutoML.Search;

namespace MLNet.ConvExtensions.AutoML.Tests.Comparison;

public class SetSearchTests
{
    private static readonly FoldScores Scores = new(0.5, 0.5, 1, 0.5, 0.5);
    private static readonly FeatureSet Set = new("a", [], _ => throw new NotSupportedException());

    [Fact]
    public void First_trials_take_every_trainers_start_values_in_their_order()
    {
        List<Proposal> trials = Run(ComparedTrainer.Defaults, ComparedTrainer.Defaults.Count, _ => 0.5);

        Assert.Equal(ComparedTrainer.Defaults, trials.Select(t => t.Candidate.Trainer));
        Assert.All(trials, t => Assert.Equal(HyperParameterValues.StartOf(t.Candidate.Trainer.Space), t.Candidate.Values));
    }

    [Fact]
    public void Every_eighth_trial_sees_whether_the_leader_was_lucky()
    {
        // The SVM's start values are lucky on the first folds; on others they are no good.
        var search = new SetSearch(Set, [ComparedTrainer.LogisticRegression, ComparedTrainer.LinearSvm], 1, countsSeconds: false);
        var lucky = HyperParameterValues.StartOf(ComparedTrainer.LinearSvm.Space);
        List<Proposal> trials = Run(
            search,
            16,
            p =>
                p.Candidate.Trainer == ComparedTrainer.LogisticRegression ? 0.4
                : p.Division == 0 && p.Candidate.Values.Equals(lucky) ? 0.2
                : 0.7
        );

        Assert.Equal([8, 16], trials.Select((t, i) => (t.Division, Number: i + 1)).Where(t => t.Division > 0).Select(t => t.Number));
        Assert.Equal((ComparedTrainer.LinearSvm, lucky), (trials[7].Candidate.Trainer, trials[7].Candidate.Values));
        Assert.Equal(ComparedTrainer.LogisticRegression, search.Best!.Candidate.Trainer);
    }

    [Fact]
    public void Of_two_that_are_alike_the_one_whose_trainer_does_well_is_the_better()
    {
        var search = new SetSearch(Set, [ComparedTrainer.LogisticRegression, ComparedTrainer.LinearSvm], 1, countsSeconds: false);
        var start = HyperParameterValues.StartOf(ComparedTrainer.LinearSvm.Space);
        Run(
            search,
            12,
            p =>
                p.Candidate.Trainer == ComparedTrainer.LogisticRegression ? 0.31
                : p.Candidate.Values.Equals(start) ? 0.3
                : 0.5
        );

        Assert.Equal(ComparedTrainer.LogisticRegression, search.Best!.Candidate.Trainer);
    }

    [Fact]
    public void The_trainer_that_is_ahead_gets_more_trials_and_one_that_is_far_behind_none()
    {
        List<Proposal> trials = Run(
            [ComparedTrainer.LogisticRegression, ComparedTrainer.LinearSvm],
            20,
            p => p.Candidate.Trainer == ComparedTrainer.LinearSvm ? 0.1 : 0.9
        );
        List<Proposal> close = Run(
            [ComparedTrainer.LogisticRegression, ComparedTrainer.LinearSvm],
            20,
            p => p.Candidate.Trainer == ComparedTrainer.LinearSvm ? 0.10 : 0.12
        );

        Assert.Equal(1, trials.Count(t => t.Candidate.Trainer == ComparedTrainer.LogisticRegression));
        Assert.InRange(close.Count(t => t.Candidate.Trainer == ComparedTrainer.LogisticRegression), 6, 9);
    }

    [Fact]
    public void Under_a_budget_of_time_a_slow_trainer_has_to_be_the_better_for_it()
    {
        List<Proposal> trials = Run(
            new SetSearch(Set, [ComparedTrainer.LogisticRegression, ComparedTrainer.FastTree], 1, countsSeconds: true),
            20,
            _ => 0.5,
            p => p.Candidate.Trainer == ComparedTrainer.FastTree ? 10 : 1
        );

        Assert.InRange(trials.Count(t => t.Candidate.Trainer == ComparedTrainer.FastTree), 1, 3);
    }

    [Fact]
    public void The_stages_own_hyper_parameters_are_searched_with_the_trainers()
    {
        var tuned = new FeatureSet(
            "tuned",
            [new RealHyperParameter("Rate", 1e-4, 1, start: 0.01, logarithmic: true)],
            _ => throw new NotSupportedException()
        );
        List<Proposal> trials = Run(
            new SetSearch(tuned, [ComparedTrainer.LogisticRegression], 1, countsSeconds: false),
            12,
            p => Math.Abs(Math.Log10(p.Candidate.FeatureValues.GetDouble("Rate")) + 3)
        );

        Assert.Equal("""{"Rate":0.01}""", trials[0].Candidate.FeatureValues.ToString());
        Assert.InRange(trials.Min(t => t.Candidate.FeatureValues.GetDouble("Rate")), 0.0001, 0.003);
    }

    [Fact]
    public void A_trainer_that_always_fails_gets_no_more_than_two_trials()
    {
        List<Proposal> trials = Run(
            [ComparedTrainer.LogisticRegression, ComparedTrainer.LinearSvm],
            12,
            p => p.Candidate.Trainer == ComparedTrainer.LinearSvm ? double.MaxValue : 0.5
        );

        Assert.InRange(trials.Count(t => t.Candidate.Trainer == ComparedTrainer.LinearSvm), 1, 2);
        Assert.Equal(12, trials.Count);
    }

    private static List<Proposal> Run(IReadOnlyList<ComparedTrainer> trainers, int count, Func<Proposal, double> loss) =>
        Run(new SetSearch(Set, trainers, 1, countsSeconds: false), count, loss);

    private static List<Proposal> Run(SetSearch search, int count, Func<Proposal, double> loss, Func<Proposal, double>? seconds = null)
    {
        var trials = new List<Proposal>();
        for (int i = 0; i < count && search.Next() is { } proposal; i++)
        {
            trials.Add(proposal);
            Candidate candidate = proposal.Candidate;
            double value = loss(proposal);
            var record = new TrialRecord(
                i,
                candidate.Set,
                candidate.Trainer.Name,
                candidate.Values.ToString(),
                value == double.MaxValue ? null : Scores,
                seconds?.Invoke(proposal) ?? 1,
                null
            );
            search.Update(new TrialResult(proposal, record, value, 0.02));
        }

        return trials;
    }
}
