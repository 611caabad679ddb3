using System.Globalization;
using MLNet.ConvExtensions.AutoML.Data;
using MLNet.ConvExtensions.AutoML.Splits;
using MLNet.ConvExtensions.AutoML.Statistics;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// The search over feature sets, trainers and hyper-parameters: trial after trial, until there were enough of them or the time is over. It
/// stops early enough to leave time for the last scores.
/// </summary>
internal sealed class FeatureSearch(
    LabelledRows data,
    FeatureComparisonOptions options,
    Evaluator evaluator,
    FeatureSource features,
    Journal journal,
    int[] development,
    Func<TimeSpan?> remaining,
    Action<string> report
)
{
    private const double ReserveMargin = 1.5;
    private const double SecondsForIntervals = 1;

    private readonly List<TrialRecord> _trials = [];

    /// <summary>The best candidate of each feature set that has one.</summary>
    public IReadOnlyDictionary<string, Contender> Best { get; private set; } = new Dictionary<string, Contender>();

    public IReadOnlyList<TrialRecord> Trials => _trials;

    public void Run(IReadOnlyList<ComparedTrainer> trainers, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (remaining() is { } time)
            stop.CancelAfter(time > TimeSpan.Zero ? time : TimeSpan.Zero);
        FeatureSet[] sets = [.. features.Sets];
        var plan = new SearchPlan(sets, options, trainers);
        var forecast = new TimeForecast(
            remaining,
            set => features[set].Table.Dimension,
            set => features[set].Set.LearnsFromLabels ? features[set].SecondsToFit : 0
        );
        var runner = new TrialRunner(evaluator, journal, Divide, options, forecast);
        try
        {
            while (!IsTimeForLastScores(sets.Length) && plan.Next() is { Count: > 0 } round)
            {
                runner.Share(round, stop.Token);
                foreach (Proposal proposal in round)
                {
                    stop.Token.ThrowIfCancellationRequested();
                    TrialResult result = runner.Run(_trials.Count, proposal, stop.Token);
                    plan.Update(result);
                    Best = plan.Searches.Where(s => s.Best is not null).ToDictionary(s => s.Name, s => s.Best!);
                    Note(result.Record);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What was found until then is there; the caller sees whether it is enough.
        }
    }

    public Fold[] Folds(string name, int seed)
    {
        int[][] parts = GroupSplit.Folds(development, data.Labels, data.Groups, options.NumberOfFolds, seed);
        return [.. parts.Select((part, i) => new Fold($"{name} {i + 1}", [.. development.Except(part)], part))];
    }

    /// <summary>The folds that all candidates are tried on, or others, which leaders are tried on again.</summary>
    private Fold[] Divide(int division) =>
        division == 0
            ? Folds("search", Seeds.Mix(options.Seed, 1))
            : Folds(FormattableString.Invariant($"search, division {division + 1},"), Seeds.Mix(options.Seed, 1, division));

    private void Note(TrialRecord trial)
    {
        _trials.Add(trial);
        string again = trial.Division > 0 ? " on other folds" : "";
        report(
            trial.Error is { } error
                ? $"trial {trial.Id + 1}: {trial.FeatureSet} with {trial.Trainer} gave no score: {error}"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"trial {trial.Id + 1}: {trial.FeatureSet} with {trial.Trainer}{again}: {options.Metric} "
                        + $"{trial.Scores![options.Metric]:0.000} in {trial.Seconds:0.0} s"
                )
        );
    }

    /// <summary>The first round is for everyone; after it, what the last scores will take is put aside.</summary>
    private bool IsTimeForLastScores(int sets) =>
        _trials.Count >= sets
        && remaining()?.TotalSeconds
            < Best.Values.Sum(b => (ReserveMargin * b.Seconds / options.NumberOfFolds * options.FinalFits) + SecondsForIntervals);
}
