namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// Runs a trial: all folds of a cross-validation, judged by their mean. A trainer that fails is a trial with the greatest loss, and the search
/// goes on; so is one that is foreseen to take too much of the time that is left.
/// </summary>
internal sealed class TrialRunner(Evaluator evaluator, Journal journal, Fold[] folds, FeatureComparisonOptions options, TimeForecast forecast)
{
    public (Candidate Candidate, TrialRecord Record) Run(int trial, Proposal proposal, CancellationToken cancellation)
    {
        (string set, ComparedTrainer trainer, HyperParameterValues values) = proposal;
        if (forecast.WhyTooLong(set, trainer.Name, folds.Length + options.FinalFits) is { } tooLong)
            return (new Candidate(set, trainer, values, double.MaxValue, 0), new TrialRecord(trial, set, trainer.Name, values.ToString(), null, 0, tooLong));

        var records = new List<FoldRecord>();
        try
        {
            foreach (Fold fold in folds)
            {
                records.Add(evaluator.Evaluate(set, trainer, values, fold, cancellation));
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
        return (candidate, new TrialRecord(trial, set, trainer.Name, values.ToString(), mean, seconds, error));
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
