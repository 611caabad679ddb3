using MLNet.ConvExtensions.AutoML.Search;

namespace MLNet.ConvExtensions.AutoML.Tests.Comparison;

public class FairTunerTests
{
    [Fact]
    public void First_trials_take_the_start_values()
    {
        var tuner = new FairTuner(["a"], ComparedTrainer.Defaults, seed: 1);

        Proposal[] proposals = [.. Enumerable.Range(0, ComparedTrainer.Defaults.Count).Select(tuner.Propose)];

        Assert.Equal(ComparedTrainer.Defaults, proposals.Select(p => p.Trainer));
        Assert.All(proposals, p => Assert.Equal(HyperParameterValues.StartOf(p.Trainer.Space), p.Values));
    }

    [Fact]
    public void Sets_take_turns_and_get_the_same_hyper_parameters()
    {
        var tuner = new FairTuner(["a", "b"], [ComparedTrainer.LogisticRegression, ComparedTrainer.LinearSvm], seed: 1);
        var seen = new Dictionary<string, List<string>> { ["a"] = [], ["b"] = [] };
        for (int i = 0; i < 20; i++)
        {
            Proposal proposal = tuner.Propose(i);
            seen[proposal.Set].Add($"{proposal.Trainer.Name}: {proposal.Values}");
            tuner.Update(new Candidate(proposal.Set, proposal.Trainer, proposal.Values, 0.5, 1));
        }

        Assert.Equal(seen["a"], seen["b"]);
        Assert.Equal(10, seen["a"].Distinct().Count());
    }

    [Fact]
    public void The_best_trainer_gets_more_of_the_later_trials()
    {
        var tuner = new FairTuner(["a"], [ComparedTrainer.LogisticRegression, ComparedTrainer.LinearSvm], seed: 1);
        var trainers = new List<string>();
        for (int i = 0; i < 22; i++)
        {
            Proposal proposal = tuner.Propose(i);
            trainers.Add(proposal.Trainer.Name);
            tuner.Update(new Candidate(proposal.Set, proposal.Trainer, proposal.Values, trainers[^1] == "linear SVM" ? 0.1 : 0.5, 1));
        }

        Assert.Equal(15, trainers.Skip(2).Count(t => t == "linear SVM"));
    }
}
