using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace.Option;
using SearchSpace = Microsoft.ML.SearchSpace.SearchSpace;

namespace MLNet.ConvExtensions.Conformance.AutoML;

public class ExperimentTests
{
    private readonly CountingTuner _tuner = new();
    private readonly ListeningMonitor _monitor = new();

    [Fact]
    public async Task The_smallest_loss_is_the_best_trial()
    {
        var runner = new ScriptedRunner(_ => 3, _ => 1, _ => 2);

        TrialResult best = await Experiment(runner).SetMaxModelToExplore(3).RunAsync();

        Assert.Equal(1, best.TrialSettings.TrialId);
        Assert.Equal([0, 1, 2], runner.Proposed);
        Assert.Equal([3, 1, 2], _tuner.Losses);
        Assert.Equal(["running 0", "completed 0", "best 0", "running 1", "completed 1", "best 1", "running 2", "completed 2"], _monitor.Heard);
        Assert.NotNull(best.TrialSettings.EndedAtUtc);
    }

    [Fact]
    public async Task A_runner_is_disposed_after_every_trial_and_used_again()
    {
        var runner = new ScriptedRunner(_ => 3);

        await Experiment(runner).SetMaxModelToExplore(3).RunAsync();

        Assert.Equal(3, runner.Disposals);
    }

    [Fact]
    public async Task A_failed_trial_is_reported_and_counted_and_the_experiment_goes_on()
    {
        var runner = new ScriptedRunner(_ => 3, _ => throw new FormatException("no"), _ => 2);

        TrialResult best = await Experiment(runner).SetMaxModelToExplore(3).RunAsync();

        Assert.Equal(2, best.TrialSettings.TrialId);
        Assert.Contains("failed 1: no", _monitor.Heard);
        Assert.Equal([3, double.MaxValue, 2], _tuner.Losses);
    }

    [Fact]
    public async Task A_first_trial_that_fails_ends_the_experiment()
    {
        var runner = new ScriptedRunner(_ => throw new FormatException("no"));

        await Assert.ThrowsAsync<FormatException>(() => Experiment(runner).SetMaxModelToExplore(3).RunAsync());

        Assert.Single(_tuner.Losses);
    }

    [Fact]
    public async Task Cancelling_gives_back_the_best_so_far()
    {
        using var stop = new CancellationTokenSource();
        var runner = new ScriptedRunner(_ => 3, ct =>
        {
            stop.Cancel();
            Assert.True(ct.IsCancellationRequested);
            throw new OperationCanceledException(ct);
        });

        TrialResult best = await Experiment(runner).SetMaxModelToExplore(30).RunAsync(stop.Token);

        Assert.Equal(0, best.TrialSettings.TrialId);
        Assert.Equal(2, runner.Proposed.Count);
    }

    [Fact]
    public async Task Cancelled_before_the_first_trial_it_has_nothing_to_give()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        await Assert.ThrowsAsync<TimeoutException>(() => Experiment(new ScriptedRunner(_ => 3)).SetMaxModelToExplore(3).RunAsync(stop.Token));
    }

    [Fact]
    public async Task Losses_that_are_no_numbers_are_never_best()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Experiment(new ScriptedRunner(_ => double.NaN)).SetMaxModelToExplore(2).RunAsync());
    }

    [Fact]
    public async Task A_missing_tuner_is_a_null_reference()
    {
        AutoMLExperiment experiment = new MLContext(1).Auto().CreateExperiment()
            .SetTrialRunner(new ScriptedRunner(_ => 3)).SetMaxModelToExplore(1);

        await Assert.ThrowsAsync<NullReferenceException>(() => experiment.RunAsync());
    }

    [Fact]
    public async Task Random_search_with_a_seed_repeats_itself_and_stays_in_the_space()
    {
        List<double> first = await Random(7), second = await Random(7), other = await Random(8);

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.All(first, x => Assert.InRange(x, 2, 4));
    }

    private static async Task<List<double>> Random(int seed)
    {
        var runner = new ScriptedRunner(_ => 3);
        await new MLContext(1).Auto().CreateExperiment()
            .AddSearchSpace("space", new SearchSpace { ["x"] = new UniformDoubleOption(2, 4) })
            .SetRandomSearchTuner(seed).SetTrialRunner(runner).SetMaxModelToExplore(5).RunAsync();
        return runner.Proposed;
    }

    private AutoMLExperiment Experiment(ITrialRunner runner) =>
        new MLContext(1).Auto().CreateExperiment().SetTuner(_tuner).SetMonitor(_monitor).SetTrialRunner(runner);
}
