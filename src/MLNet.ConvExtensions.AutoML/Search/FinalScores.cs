using MLNet.ConvExtensions.AutoML.Data;
using MLNet.ConvExtensions.AutoML.Splits;
using MLNet.ConvExtensions.AutoML.Statistics;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// What is measured when all choices are made: repeated cross-validation on new folds, the test part, learning curves, paired tests.
/// </summary>
internal sealed class FinalScores(
    LabelledRows data,
    FeatureComparisonOptions options,
    Evaluator evaluator,
    Journal journal,
    FeatureSearch search,
    int[] development,
    int[] test,
    List<string> notes,
    Func<TimeSpan?> remaining,
    Action<string> report
)
{
    private readonly Dictionary<string, FoldScores?[]> _folds = [];
    private readonly Dictionary<string, Predictions> _predictions = [];
    private readonly Dictionary<string, List<LearningCurvePoint>> _curves = [];

    private IEnumerable<Candidate> Chosen => search.Best.Values.Select(b => b.Candidate);

    /// <returns>False if it was cancelled before its end.</returns>
    public bool Run(CancellationToken cancellation)
    {
        try
        {
            var whole = new Fold("test", development, test);
            foreach (Candidate best in Chosen)
            {
                report($"judging {best.Set} with {best.Trainer.Name} on the test part");
                cancellation.ThrowIfCancellationRequested();
                Judge(best, whole, cancellation);
            }

            Fold[][] repeats =
            [
                .. Enumerable.Range(0, Repeats()).Select(r => search.Folds($"repeat {r + 1} fold", Seeds.Mix(options.Seed, 2, r))),
            ];
            evaluator.Share(
                Chosen.SelectMany(best =>
                    repeats
                        .SelectMany(r => r)
                        .Concat(options.LearningCurveShares.SelectMany(share => Smaller(repeats[0], share)))
                        .Select(fold => (best, fold))
                ),
                cancellation
            );
            foreach (Candidate best in Chosen)
            {
                report($"cross-validating {best.Set} with {best.Trainer.Name} on {repeats.Length} x {options.NumberOfFolds} new folds");
                _folds[best.Set] = [.. repeats.SelectMany(r => r).Select(f => Score(best, f, cancellation))];
                journal.Save();
                TellMissing(best.Set);
            }

            foreach (Candidate best in Chosen)
            {
                report($"learning curve of {best.Set}");
                _curves[best.Set] = [.. Curve(best, repeats[0], cancellation)];
                journal.Save();
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            journal.Save();
            return false;
        }
    }

    public IReadOnlyList<FeatureSetResult> Results(FeatureSource features)
    {
        int[] groups = [.. test.Select(r => data.Groups[r])];
        return
        [
            .. search
                .Best.Values.Select(contender =>
                {
                    Candidate best = contender.Candidate;
                    TrialRecord[] trials = [.. search.Trials.Where(t => t.FeatureSet == best.Set)];
                    ComputedFeatures computed = features[best.Set];
                    Predictions? predictions = _predictions.GetValueOrDefault(best.Set);
                    return new FeatureSetResult
                    {
                        Name = best.Set,
                        Dimension = computed.Table.Dimension,
                        SecondsPerImage = computed.SecondsPerImage,
                        SecondsToFit = computed.SecondsToFit,
                        SearchSeconds = trials.Sum(t => t.Seconds),
                        Trainer = best.Trainer.Name,
                        Parameters = best.Values.ToString(),
                        FeatureParameters = best.FeatureValues.ToString(),
                        Search = contender.Scores,
                        Trials = trials.Length,
                        Folds = [.. FoldsOf(best.Set).OfType<FoldScores>()],
                        Test = predictions is null
                            ? new Dictionary<ComparisonMetric, ScoreInterval>()
                            : Intervals.Of(predictions, groups, options.Confidence, options.BootstrapResamples, options.Seed),
                        Predictions = predictions is null
                            ? []
                            :
                            [
                                .. test.Select(
                                    (row, i) =>
                                        new TestPrediction(
                                            data.Names[row],
                                            data.Labels[row],
                                            predictions.Predicted(i),
                                            predictions.Probabilities[i]
                                        )
                                ),
                            ],
                        LearningCurve = _curves.GetValueOrDefault(best.Set) ?? [],
                    };
                })
                .OrderBy(Rank)
                .ThenBy(r => r.Name, StringComparer.Ordinal),
        ];
    }

    public IReadOnlyList<PairedComparison> Pairs(IReadOnlyList<FeatureSetResult> results)
    {
        List<(FeatureSetResult First, FeatureSetResult Second, double[] Differences)> pairs =
        [
            .. from i in Enumerable.Range(0, results.Count)
            from j in Enumerable.Range(i + 1, results.Count - i - 1)
            where results[i].IsComplete && results[j].IsComplete
            let each = Differences(FoldsOf(results[i].Name), FoldsOf(results[j].Name), options.Metric)
            where each.Length >= options.NumberOfFolds
            select (results[i], results[j], each),
        ];
        double[][] differences = [.. pairs.Select(p => p.Differences)];
        double[] resampled = [.. differences.Select(d => PairedTests.CorrectedResampled(d, 1.0 / (options.NumberOfFolds - 1)))];
        (int First, int Second)[] only = [.. pairs.Select(p => (Only(p.First, p.Second), Only(p.Second, p.First)))];
        double[] mcNemar = [.. only.Select(o => PairedTests.McNemar(o.First, o.Second))];
        double[] adjustedResampled = PairedTests.Holm(resampled),
            adjustedMcNemar = PairedTests.Holm(mcNemar);
        return
        [
            .. pairs.Select(
                (p, i) =>
                    new PairedComparison(
                        p.First.Name,
                        p.Second.Name,
                        differences[i].Average(),
                        resampled[i],
                        adjustedResampled[i],
                        only[i].First,
                        only[i].Second,
                        mcNemar[i],
                        adjustedMcNemar[i]
                    )
            ),
        ];
    }

    /// <summary>
    /// How much better the first is than the second on each fold that both have a number of: folds are paired by their place, and one that
    /// either has no score of is left out for both.
    /// </summary>
    internal static double[] Differences(IReadOnlyList<FoldScores?> first, IReadOnlyList<FoldScores?> second, ComparisonMetric metric) =>
        [
            .. first
                .Zip(second)
                .Where(pair => pair is { First: not null, Second: not null })
                .Select(pair => Gain(pair.First!, metric) - Gain(pair.Second!, metric))
                .Where(double.IsFinite),
        ];

    private static int Only(FeatureSetResult right, FeatureSetResult wrong) =>
        right.Predictions.Zip(wrong.Predictions).Count(p => p.First.Predicted == p.First.Label && p.Second.Predicted != p.Second.Label);

    /// <summary>The greater the better.</summary>
    private static double Gain(FoldScores scores, ComparisonMetric metric) =>
        metric == ComparisonMetric.LogLoss ? -scores.LogLoss : scores[metric];

    private double Rank(FeatureSetResult result) =>
        -Gain(result.Folds.Count > 0 ? FoldScores.Mean([.. result.Folds]) : result.Search, options.Metric);

    /// <summary>The scores of a set on all new folds, null where there is none of one; empty where they weren't measured.</summary>
    private FoldScores?[] FoldsOf(string set) => _folds.GetValueOrDefault(set) ?? [];

    private void TellMissing(string set)
    {
        int missing = FoldsOf(set).Count(f => f is null);
        if (missing > 0)
            notes.Add($"Feature set '{set}' has no score of {missing} of {FoldsOf(set).Length} new folds: its trainer failed there.");
    }

    private void Judge(Candidate best, Fold whole, CancellationToken cancellation)
    {
        try
        {
            _predictions[best.Set] = evaluator.Predict(best, whole, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            notes.Add($"Feature set '{best.Set}' has no score on the test part: {e.GetBaseException().Message}");
        }
    }

    private FoldScores? Score(Candidate best, Fold fold, CancellationToken cancellation) =>
        evaluator.Evaluate(best, fold, cancellation).Scores;

    private int Repeats()
    {
        if (remaining() is not { } time)
            return options.Repeats;
        double each = search.Best.Values.Sum(b => b.Seconds);
        int repeats = Math.Clamp((int)(time.TotalSeconds / Math.Max(each, 1e-6)), 1, options.Repeats);
        if (repeats < options.Repeats)
            notes.Add($"Cross-validation on new folds was done {repeats} times instead of {options.Repeats}, to keep to the time budget.");
        return repeats;
    }

    private IEnumerable<LearningCurvePoint> Curve(Candidate best, Fold[] folds, CancellationToken cancellation)
    {
        foreach (double share in options.LearningCurveShares.Append(1))
        {
            if (share < 1 && remaining() < TimeSpan.Zero)
                continue;
            Fold[] smaller = share == 1 ? folds : Smaller(folds, share);
            FoldScores[] scores = [.. smaller.Select(f => Score(best, f, cancellation)).OfType<FoldScores>()];
            if (scores.Length == 0)
                continue;
            double[] values = [.. scores.Select(s => s[options.Metric])];
            double mean = values.Average(),
                deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, values.Length - 1));
            yield return new LearningCurvePoint(smaller.Average(f => f.Train.Length), FoldScores.Mean(scores), deviation);
        }
    }

    /// <summary>The folds with a share of their training images.</summary>
    private Fold[] Smaller(Fold[] folds, double share) =>
        [
            .. folds.Select(
                (fold, i) =>
                    new Fold(
                        FormattableString.Invariant($"{fold.Name} share {share}"),
                        GroupSplit.Subset(fold.Train, data.Labels, share, Seeds.Mix(options.Seed, 3, i)),
                        fold.Test
                    )
            ),
        ];
}
