namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// Runs a trial: all folds of a cross-validation, judged by their mean. A trainer that fails is a trial with the greatest loss, and the
/// search goes on; so is one that is foreseen to take too much of the time that is left.
/// </summary>
internal sealed class TrialRunner(
    Evaluator evaluator,
    Journal journal,
    Func<int, Fold[]> divide,
    FeatureComparisonOptions options,
    TimeForecast forecast
)
{
    private const double TieBreaker = 1e-6;

    private readonly Dictionary<int, Fold[]> _divisions = [];

    /// <summary>Fits the folds of several trials together with other workers, if there are any.</summary>
    public void Share(IReadOnlyList<Proposal> proposals, CancellationToken cancellation) =>
        evaluator.Share(proposals.SelectMany(p => FoldsOf(p.Division).Select(f => (p.Candidate, f))), cancellation);

    public TrialResult Run(int trial, Proposal proposal, CancellationToken cancellation)
    {
        Fold[] folds = FoldsOf(proposal.Division);
        if (forecast.WhyTooLong(proposal.Candidate, folds.Length + options.FinalFits) is { } tooLong)
            return Result(trial, proposal, null, 0, tooLong);
        var records = new List<FoldRecord>();
        try
        {
            foreach (Fold fold in folds)
            {
                records.Add(evaluator.Evaluate(proposal.Candidate, fold, cancellation));
                if (records[^1].Scores is null)
                    break;
            }
        }
        finally
        {
            journal.Save();
        }

        double seconds = records.Sum(r => r.Seconds);
        forecast.Note(proposal.Candidate, seconds / records.Count);
        return Result(trial, proposal, records[^1].Error is null ? [.. records.Select(r => r.Scores!)] : null, seconds, records[^1].Error);
    }

    private Fold[] FoldsOf(int division)
    {
        if (!_divisions.TryGetValue(division, out Fold[]? folds))
            _divisions.Add(division, folds = divide(division));
        return folds;
    }

    private TrialResult Result(int trial, Proposal proposal, FoldScores[]? folds, double seconds, string? error)
    {
        Candidate candidate = proposal.Candidate;
        FoldScores? mean = folds is null ? null : FoldScores.Mean(folds);
        var record = new TrialRecord(trial, candidate.Set, candidate.Trainer.Name, candidate.Values.ToString(), mean, seconds, error)
        {
            FeatureParameters = candidate.FeatureValues.ToString(),
            Division = proposal.Division,
        };
        return new TrialResult(proposal, record, mean is null ? double.MaxValue : Loss(mean), folds is null ? 0 : StandardError(folds));
    }

    /// <summary>Among trials that are equal by the metric, as on small sets many are, the smaller log-loss decides.</summary>
    private double Loss(FoldScores scores)
    {
        double value = scores[options.Metric];
        if (double.IsNaN(value))
            return double.MaxValue;
        return (options.Metric == ComparisonMetric.LogLoss ? value : 1 - value) + (TieBreaker * scores.LogLoss);
    }

    private double StandardError(FoldScores[] folds)
    {
        double[] values = [.. folds.Select(f => f[options.Metric])];
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length);
    }
}
