using Microsoft.ML.AutoML;
using MLNet.ConvExtensions.AutoML.Data;
using MLNet.ConvExtensions.AutoML.Splits;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// The search: an <see cref="AutoMLExperiment"/> over feature sets, trainers and hyper-parameters, with a runner and a tuner of our own. It
/// stops early enough to leave time for the last scores.
/// </summary>
internal sealed class FeatureSearch(
    AutoCatalog catalog,
    LabelledRows data,
    FeatureComparisonOptions options,
    Evaluator evaluator,
    FeatureSource features,
    Journal journal,
    int[] development,
    Func<TimeSpan?> remaining,
    Action<string> report)
{
    private const double ReserveMargin = 1.5;
    private const double SecondsForIntervals = 1;

    private readonly Dictionary<string, Candidate> _best = [];
    private readonly List<TrialRecord> _trials = [];

    /// <summary>The best candidate of each feature set that has one.</summary>
    public IReadOnlyDictionary<string, Candidate> Best => _best;

    public IReadOnlyList<TrialRecord> Trials => _trials;

    public void Run(string[] sets, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var tuner = new FairTuner(sets, options.Trainers, options.Seed);
        var forecast = new TimeForecast(remaining, set => features[set].Table.Dimension);
        var runner = new TrialRunner(evaluator, journal, Folds("search", Seeds.Mix(options.Seed, 1)), options, forecast, (candidate, trial) => Note(candidate, trial, sets.Length, stop));
        AutoMLExperiment experiment = catalog.CreateExperiment(new AutoMLExperiment.AutoMLExperimentSettings { Seed = options.Seed });
        foreach (ComparedTrainer trainer in options.Trainers)
            experiment.AddSearchSpace(trainer.Name, trainer.Space);
        experiment.SetTuner(tuner).SetTrialRunner(runner).SetMaxModelToExplore(Math.Min(options.SearchTrials(sets.Length), tuner.Limit ?? int.MaxValue));
        if (remaining() is { } time)
            experiment.SetTrainingTimeInSeconds((uint)Math.Max(1, time.TotalSeconds));
        try
        {
            experiment.RunAsync(stop.Token).GetAwaiter().GetResult();
        }
        catch (TimeoutException)
        {
            // No trial was finished, which the caller finds and explains.
        }
    }

    public Fold[] Folds(string name, int seed)
    {
        int[][] parts = GroupSplit.Folds(development, data.Labels, data.Groups, options.Folds, seed);
        return [.. parts.Select((part, i) => new Fold($"{name} {i + 1}", [.. development.Except(part)], part))];
    }

    private void Note(Candidate candidate, TrialRecord trial, int sets, CancellationTokenSource stop)
    {
        _trials.Add(trial);
        if (trial.Scores is not null && candidate.Loss < double.MaxValue && (!_best.TryGetValue(candidate.Set, out Candidate? best) || candidate.Loss < best.Loss))
            _best[candidate.Set] = candidate;
        report(trial.Error is { } error
            ? $"trial {trial.Id + 1}: {trial.FeatureSet} with {trial.Trainer} gave no score: {error}"
            : FormattableString.Invariant($"trial {trial.Id + 1}: {trial.FeatureSet} with {trial.Trainer}: {options.Metric} {trial.Scores![options.Metric]:0.000} in {trial.Seconds:0.0} s"));
        // The first round is for everyone; after it, what the last scores will take is put aside.
        double reserve = _best.Values.Sum(b => (ReserveMargin * b.SecondsPerFold * options.FinalFits) + SecondsForIntervals);
        if (_trials.Count >= sets && remaining()?.TotalSeconds < reserve)
            stop.Cancel();
    }
}
