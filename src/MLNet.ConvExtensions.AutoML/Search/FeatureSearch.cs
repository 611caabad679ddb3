using MLNet.ConvExtensions.AutoML.Data;
using MLNet.ConvExtensions.AutoML.Splits;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// The search over feature sets, trainers and hyper-parameters: trial after trial, until there were enough of them or the time is over. It stops
/// early enough to leave time for the last scores.
/// </summary>
internal sealed class FeatureSearch(
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
        if (remaining() is { } time)
            stop.CancelAfter(time > TimeSpan.Zero ? time : TimeSpan.Zero);
        var tuner = new FairTuner(sets, options.Trainers, options.Seed);
        var forecast = new TimeForecast(remaining, set => features[set].Table.Dimension);
        var runner = new TrialRunner(evaluator, journal, Folds("search", Seeds.Mix(options.Seed, 1)), options, forecast);
        int trials = Math.Min(options.SearchTrials(sets.Length), tuner.Limit ?? int.MaxValue);
        try
        {
            for (int trial = 0; trial < trials && !IsTimeForLastScores(sets.Length); trial++)
            {
                stop.Token.ThrowIfCancellationRequested();
                (Candidate candidate, TrialRecord record) = runner.Run(trial, tuner.Propose(trial), stop.Token);
                tuner.Update(candidate);
                Note(candidate, record);
            }
        }
        catch (OperationCanceledException)
        {
            // What was found until then is there; the caller sees whether it is enough.
        }
    }

    public Fold[] Folds(string name, int seed)
    {
        int[][] parts = GroupSplit.Folds(development, data.Labels, data.Groups, options.Folds, seed);
        return [.. parts.Select((part, i) => new Fold($"{name} {i + 1}", [.. development.Except(part)], part))];
    }

    private void Note(Candidate candidate, TrialRecord trial)
    {
        _trials.Add(trial);
        if (trial.Scores is not null && candidate.Loss < double.MaxValue && (!_best.TryGetValue(candidate.Set, out Candidate? best) || candidate.Loss < best.Loss))
            _best[candidate.Set] = candidate;
        report(trial.Error is { } error
            ? $"trial {trial.Id + 1}: {trial.FeatureSet} with {trial.Trainer} gave no score: {error}"
            : FormattableString.Invariant($"trial {trial.Id + 1}: {trial.FeatureSet} with {trial.Trainer}: {options.Metric} {trial.Scores![options.Metric]:0.000} in {trial.Seconds:0.0} s"));
    }

    /// <summary>The first round is for everyone; after it, what the last scores will take is put aside.</summary>
    private bool IsTimeForLastScores(int sets) =>
        _trials.Count >= sets && remaining()?.TotalSeconds < _best.Values.Sum(b => (ReserveMargin * b.SecondsPerFold * options.FinalFits) + SecondsForIntervals);
}
