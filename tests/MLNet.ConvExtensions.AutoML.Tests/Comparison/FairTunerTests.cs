using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;
using MLNet.ConvExtensions.AutoML.Search;

namespace MLNet.ConvExtensions.AutoML.Tests.Comparison;

public class FairTunerTests
{
    [Fact]
    public void First_trials_take_the_start_values()
    {
        var tuner = new FairTuner(["a"], ComparedTrainer.Defaults, seed: 1);

        string[] proposals = [.. Enumerable.Range(0, ComparedTrainer.Defaults.Count).Select(i => Propose(tuner, i).ToString())];

        Assert.Contains("\"Trainer\":\"logistic regression\",\"Values\":{\"L2\":1}", proposals[0], StringComparison.Ordinal);
        Assert.Contains("\"Distance\":\"L2\",\"Neighbors\":5,\"Scaling\":\"none\"", proposals[2], StringComparison.Ordinal);
        Assert.Contains("\"Leaves\":12,\"Trees\":60", proposals[^1].Replace("\"LearningRate\":0.2,", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Sets_take_turns_and_get_the_same_hyper_parameters()
    {
        var tuner = new FairTuner(["a", "b"], [ComparedTrainer.LogisticRegression, ComparedTrainer.LinearSvm], seed: 1);
        var seen = new Dictionary<string, List<string>> { ["a"] = [], ["b"] = [] };
        for (int i = 0; i < 20; i++)
        {
            Parameter proposal = Propose(tuner, i);
            seen[proposal[FairTuner.SetKey].AsType<string>()].Add(proposal[FairTuner.TrainerKey] + ": " + proposal[FairTuner.ValuesKey]);
            tuner.Update(new TrialResult { TrialSettings = new TrialSettings { TrialId = i, Parameter = proposal }, Loss = 0.5 });
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
            Parameter proposal = Propose(tuner, i);
            trainers.Add(proposal[FairTuner.TrainerKey].AsType<string>());
            tuner.Update(new TrialResult { TrialSettings = new TrialSettings { TrialId = i, Parameter = proposal }, Loss = trainers[^1] == "linear SVM" ? 0.1 : 0.5 });
        }

        Assert.Equal(15, trainers.Skip(2).Count(t => t == "linear SVM"));
    }

    private static Parameter Propose(FairTuner tuner, int trial) => tuner.Propose(new TrialSettings { TrialId = trial, Parameter = Parameter.CreateNestedParameter() });
}
