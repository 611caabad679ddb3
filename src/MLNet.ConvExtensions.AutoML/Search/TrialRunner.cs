using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// Runs a trial of an <see cref="AutoMLExperiment"/>: all folds of a cross-validation, judged by their mean. A trainer that fails is a trial
/// with the greatest loss, and the search goes on; so is one that is foreseen to take too much of the time that is left.
/// </summary>
internal sealed class TrialRunner(Evaluator evaluator, Journal journal, Fold[] folds, FeatureComparisonOptions options, TimeForecast forecast, Action<Candidate, TrialRecord> report) : ITrialRunner
{
    public Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct)
    {
        string set = settings.Parameter[FairTuner.SetKey].AsType<string>();
        ComparedTrainer trainer = options.Trainers.First(t => t.Name == settings.Parameter[FairTuner.TrainerKey].AsType<string>());
        Parameter values = settings.Parameter[FairTuner.ValuesKey];
        if (forecast.WhyTooLong(set, trainer.Name, folds.Length + options.FinalFits) is { } tooLong)
        {
            report(new Candidate(set, trainer, values, double.MaxValue, 0), new TrialRecord(settings.TrialId, set, trainer.Name, values.ToString(), null, 0, tooLong));
            return Task.FromResult(new TrialResult { TrialSettings = settings, Loss = double.MaxValue, Metric = double.NaN });
        }

        var records = new List<FoldRecord>();
        try
        {
            foreach (Fold fold in folds)
            {
                records.Add(evaluator.Evaluate(set, trainer, values, fold, ct));
                if (records[^1].Scores is null)
                    break;
            }
        }
        finally
        {
            journal.Save();
        }

        string? error = records[^1].Error;
        FoldScores? mean = error is null ? FoldScores.Mean([.. records.Select(r => r.Scores!)]) : null;
        double seconds = records.Sum(r => r.Seconds), loss = mean is null ? double.MaxValue : Loss(mean);
        forecast.Note(set, trainer.Name, seconds / records.Count);
        var candidate = new Candidate(set, trainer, values, loss, seconds / records.Count);
        report(candidate, new TrialRecord(settings.TrialId, set, trainer.Name, values.ToString(), mean, seconds, error));
        return Task.FromResult(new TrialResult
        {
            TrialSettings = settings,
            Loss = loss,
            Metric = mean?[options.Metric] ?? double.NaN,
            DurationInMilliseconds = seconds * 1000,
        });
    }

    public void Dispose()
    {
        // The experiment disposes its runner after every trial and uses it again.
    }

    /// <summary>Among trials that are equal by the metric, as on small sets many are, the smaller log-loss decides.</summary>
    private double Loss(FoldScores scores)
    {
        double value = scores[options.Metric];
        if (double.IsNaN(value))
            return double.MaxValue;
        return (options.Metric == ComparisonMetric.LogLoss ? value : 1 - value) + (1e-6 * scores.LogLoss);
    }
}
