using MathNet.Numerics.Distributions;

namespace MLNet.ConvExtensions.AutoML.Statistics;

/// <summary>
/// Confidence intervals of scores on a test part. Accuracy of independent images has Wilson's interval (Wilson 1927): unlike a bootstrap's it
/// has a width where no mistake was made. Other scores, and every score of images that come in groups, have the percentile bootstrap's: groups
/// are drawn whole, since images of one burst are no independent evidence.
/// </summary>
internal static class Intervals
{
    public static ScoreInterval Wilson(int hits, int count, double confidence)
    {
        double z = Normal.InvCDF(0, 1, 1 - ((1 - confidence) / 2)), n = count, share = hits / n;
        double middle = (share + (z * z / (2 * n))) / (1 + (z * z / n));
        double half = z / (1 + (z * z / n)) * Math.Sqrt((share * (1 - share) / n) + (z * z / (4 * n * n)));
        // Without a mistake, or with nothing but, rounding would leave the share itself just outside.
        return new ScoreInterval(share, Math.Clamp(middle - half, 0, share), Math.Clamp(middle + half, share, 1));
    }

    public static IReadOnlyDictionary<ComparisonMetric, ScoreInterval> Of(Predictions predictions, int[] groups, double confidence, int resamples, int seed)
    {
        int[][] members = [.. Enumerable.Range(0, groups.Length).GroupBy(i => groups[i]).Select(g => g.ToArray())];
        var metrics = Enum.GetValues<ComparisonMetric>();
        Dictionary<ComparisonMetric, double[]> drawn = metrics.ToDictionary(m => m, _ => new double[resamples]);
        Parallel.For(0, resamples, i =>
        {
            FoldScores scores = ClassificationScores.Of(predictions.Resampled(Draw(members, new Random(Seeds.Mix(seed, i)))));
            foreach (ComparisonMetric metric in metrics)
                drawn[metric][i] = scores[metric];
        });
        FoldScores whole = ClassificationScores.Of(predictions);
        var intervals = metrics.ToDictionary(m => m, m => Percentile(whole[m], drawn[m], confidence));
        if (members.Length == groups.Length)
            intervals[ComparisonMetric.Accuracy] = Wilson((int)Math.Round(whole.Accuracy * predictions.Count), predictions.Count, confidence);
        return intervals;
    }

    private static int[] Draw(int[][] members, Random random)
    {
        var images = new List<int>();
        for (int i = 0; i < members.Length; i++)
            images.AddRange(members[random.Next(members.Length)]);
        return [.. images];
    }

    private static ScoreInterval Percentile(double value, double[] drawn, double confidence)
    {
        double[] sorted = [.. drawn.Where(d => !double.IsNaN(d)).Order()];
        if (sorted.Length == 0)
            return new ScoreInterval(value, double.NaN, double.NaN);
        double tail = (1 - confidence) / 2;
        return new ScoreInterval(value, Quantile(sorted, tail), Quantile(sorted, 1 - tail));
    }

    private static double Quantile(double[] sorted, double share)
    {
        double position = share * (sorted.Length - 1);
        int below = (int)position;
        double above = sorted[Math.Min(below + 1, sorted.Length - 1)];
        return sorted[below] + ((position - below) * (above - sorted[below]));
    }
}
