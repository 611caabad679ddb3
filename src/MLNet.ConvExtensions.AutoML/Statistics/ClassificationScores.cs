namespace MLNet.ConvExtensions.AutoML.Statistics;

/// <summary>The scores, as scikit-learn defines them.</summary>
internal static class ClassificationScores
{
    private const double LeastProbability = 1e-15;

    public static FoldScores Of(Predictions predictions) =>
        new(
            Accuracy(predictions),
            MacroF1(predictions),
            LogLoss(predictions),
            MeanOverClasses(predictions, c => c.AreaUnderRocCurve),
            MeanOverClasses(predictions, c => c.AveragePrecision)
        );

    public static double Of(Predictions predictions, ComparisonMetric metric) =>
        metric switch
        {
            ComparisonMetric.MacroF1 => MacroF1(predictions),
            ComparisonMetric.LogLoss => LogLoss(predictions),
            ComparisonMetric.AreaUnderRocCurve => MeanOverClasses(predictions, c => c.AreaUnderRocCurve),
            ComparisonMetric.AveragePrecision => MeanOverClasses(predictions, c => c.AveragePrecision),
            _ => Accuracy(predictions),
        };

    /// <summary>Rows are true classes, columns predicted ones.</summary>
    public static int[,] Confusion(Predictions predictions)
    {
        var table = new int[predictions.ClassCount, predictions.ClassCount];
        for (int i = 0; i < predictions.Count; i++)
            table[predictions.Labels[i], predictions.Predicted(i)]++;
        return table;
    }

    /// <summary>The classes' F1; NaN for one that is neither there nor predicted.</summary>
    public static double[] F1(int[,] confusion)
    {
        int classes = confusion.GetLength(0);
        var f1 = new double[classes];
        for (int c = 0; c < classes; c++)
        {
            int actual = Enumerable.Range(0, classes).Sum(other => confusion[c, other]),
                predicted = Enumerable.Range(0, classes).Sum(other => confusion[other, c]);
            f1[c] = 2.0 * confusion[c, c] / (actual + predicted);
        }

        return f1;
    }

    private static double Accuracy(Predictions predictions) =>
        Enumerable.Range(0, predictions.Count).Count(predictions.IsRight) / (double)predictions.Count;

    private static double MacroF1(Predictions predictions) => F1(Confusion(predictions)).Where(f => !double.IsNaN(f)).Average();

    private static double LogLoss(Predictions predictions) =>
        Enumerable
            .Range(0, predictions.Count)
            .Average(i => -Math.Log(Math.Clamp(predictions.Probabilities[i][predictions.Labels[i]], LeastProbability, 1)));

    private static double MeanOverClasses(Predictions predictions, Func<RankCurve, double> score)
    {
        double[] scores =
        [
            .. Enumerable
                .Range(0, predictions.ClassCount)
                .Select(predictions.CurveOf)
                .Where(c => c is { Positives: > 0, Negatives: > 0 })
                .Select(score),
        ];
        return scores.Length == 0 ? double.NaN : scores.Average();
    }
}
