using MLNet.ConvExtensions.AutoML.Statistics;

namespace MLNet.ConvExtensions.AutoML.Report;

/// <summary>The report's plots. Feature sets keep their colour and mark in all of them.</summary>
internal static class Charts
{
    /// <summary>A line per feature set: the test part's score with its interval, and the folds' scores as faint strokes.</summary>
    public static string Intervals(FeatureComparison comparison, ComparisonMetric metric)
    {
        FeatureSetResult[] sets = [.. comparison.Sets.Where(s => s.IsComplete)];
        IEnumerable<double> values = sets.SelectMany(s => s.Folds.Select(f => f[metric]).Concat([s.Test[metric].Low, s.Test[metric].High]));
        double least = 0,
            most = metric == ComparisonMetric.LogLoss ? double.PositiveInfinity : 1;
        const double row = 42;
        var svg = new Chart(48 + (row * sets.Length), ChartScale.Around(values, least, most), ChartScale.Unit, left: 12);
        svg.Axes(ReportText.Name(metric), null);
        for (int i = 0; i < sets.Length; i++)
        {
            double y = 20 + (row * i);
            ScoreInterval score = sets[i].Test[metric];
            svg.Text(12, y, sets[i].Name, "start", "name");
            foreach (FoldScores fold in sets[i].Folds)
                svg.Stroke(svg.X(fold[metric]), y + 7, svg.X(fold[metric]), y + 17, i, 1.5, 0.35);
            svg.Stroke(svg.X(score.Low), y + 12, svg.X(score.High), y + 12, i, 3);
            svg.Mark(svg.X(score.Value), y + 12, i, $"{sets[i].Name}: {ReportText.Score(score.Value)} ({ReportText.Range(score)})");
        }

        return svg.Close($"{ReportText.Name(metric)} of the feature sets on the test part, with intervals");
    }

    public static string LearningCurves(FeatureComparison comparison)
    {
        ComparisonMetric metric = comparison.Options.Metric;
        (FeatureSetResult Set, int Series)[] sets = [.. comparison.Sets.Select((s, i) => (s, i)).Where(s => s.s.LearningCurve.Count > 0)];
        LearningCurvePoint[] all = [.. sets.SelectMany(s => s.Set.LearningCurve)];
        double most = metric == ComparisonMetric.LogLoss ? double.PositiveInfinity : 1;
        var svg = new Chart(
            280,
            ChartScale.Decades(all.Select(p => p.Images)),
            ChartScale.Around(all.SelectMany(p => (double[])[p.Scores[metric] - p.Deviation, p.Scores[metric] + p.Deviation]), 0, most)
        );
        svg.Axes("labelled images to train on", ReportText.Name(metric));
        foreach ((FeatureSetResult set, int series) in sets)
        {
            svg.Curve(set.LearningCurve.Select(p => (p.Images, p.Scores[metric])), series);
            foreach (LearningCurvePoint point in set.LearningCurve)
            {
                double value = point.Scores[metric],
                    x = svg.X(point.Images);
                svg.Stroke(
                    x,
                    svg.Y(Math.Max(0, value - point.Deviation)),
                    x,
                    svg.Y(Math.Min(most, value + point.Deviation)),
                    series,
                    1.5,
                    0.45
                );
                svg.Mark(
                    x,
                    svg.Y(value),
                    series,
                    $"{set.Name}, {point.Images:0} images: {ReportText.Score(value)} ± {ReportText.Score(point.Deviation)}"
                );
            }
        }

        return svg.Close($"{ReportText.Name(metric)} by number of labelled images");
    }

    public static string Cost(FeatureComparison comparison)
    {
        (FeatureSetResult Set, int Series)[] sets =
        [
            .. comparison.Sets.Select((s, i) => (s, i)).Where(s => s.s.IsComplete && s.s.SecondsPerImage > 0),
        ];
        var svg = new Chart(
            280,
            ChartScale.Decades(sets.Select(s => s.Set.SecondsPerImage * 1000)),
            ChartScale.Around(
                sets.SelectMany(s => (double[])[s.Set.Test[ComparisonMetric.Accuracy].Low, s.Set.Test[ComparisonMetric.Accuracy].High]),
                0,
                1
            )
        );
        svg.Axes("milliseconds an image, for the features", "accuracy");
        foreach ((FeatureSetResult set, int series) in sets)
        {
            ScoreInterval score = set.Test[ComparisonMetric.Accuracy];
            double x = svg.X(set.SecondsPerImage * 1000);
            svg.Stroke(x, svg.Y(score.Low), x, svg.Y(score.High), series, 1.5, 0.6);
            svg.Mark(
                x,
                svg.Y(score.Value),
                series,
                $"{set.Name}: {ReportText.Score(score.Value)} at {ReportText.Milliseconds(set.SecondsPerImage)}, "
                    + $"{ReportText.Bytes(set.BytesPerImage)} an image"
            );
        }

        return svg.Close("Accuracy against the time that features take");
    }

    public static string Ranking(FeatureComparison comparison, bool roc)
    {
        var svg = new Chart(300, ChartScale.Unit, ChartScale.Unit);
        svg.Axes(roc ? "false positive rate" : "recall", roc ? "true positive rate" : "precision");
        if (roc)
            svg.Line(svg.X(0), svg.Y(0), svg.X(1), svg.Y(1), "axis");
        for (int i = 0; i < comparison.Sets.Count; i++)
        {
            if (!comparison.Sets[i].IsComplete)
                continue;
            RankCurve curve = EachClassAgainstTheRest(comparison.Sets[i], comparison.Classes.Count).CurveOf(1);
            svg.Curve(Thinned([.. roc ? curve.Roc() : curve.PrecisionRecall()]), i);
        }

        return svg.Close(roc ? "ROC curves" : "Precision-recall curves");
    }

    /// <summary>Of two classes the second against the first; of more, all decisions of a class against the rest put together.</summary>
    private static Predictions EachClassAgainstTheRest(FeatureSetResult set, int classes)
    {
        int[] asked = classes == 2 ? [1] : [.. Enumerable.Range(0, classes)];
        return new Predictions(
            [.. set.Predictions.SelectMany(p => asked.Select(c => p.Label == c ? 1 : 0))],
            [.. set.Predictions.SelectMany(p => asked.Select(c => (float[])[1 - p.Probabilities[c], p.Probabilities[c]]))]
        );
    }

    private static IEnumerable<(double X, double Y)> Thinned((double X, double Y)[] points)
    {
        (double X, double Y) last = (double.NaN, double.NaN);
        for (int i = 0; i < points.Length; i++)
        {
            if (i == 0 || i == points.Length - 1 || Math.Abs(points[i].X - last.X) + Math.Abs(points[i].Y - last.Y) > 0.004)
                yield return last = points[i];
        }
    }
}
