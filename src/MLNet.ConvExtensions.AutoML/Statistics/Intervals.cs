using MathNet.Numerics.Distributions;

namespace MLNet.ConvExtensions.AutoML.Statistics;

/// <summary>
/// Confidence intervals of scores on a test part. Accuracy of independent images has Wilson's interval (Wilson 1927): unlike a bootstrap's
/// it has a width where no mistake was made. Other scores, and every score of images that come in groups, have those of the bootstrap,
/// corrected for bias and skewness (BCa: Efron, Better Bootstrap Confidence Intervals, 1987): groups are drawn whole, since images of one
/// burst are no independent evidence.
/// </summary>
internal static class Intervals
{
    /// <summary>The parts that are left out in turn to see how skewed a score is: single groups, or that many blocks of them.</summary>
    private const int MostBlocks = 200;

    public static ScoreInterval Wilson(int hits, int count, double confidence)
    {
        double z = Normal.InvCDF(0, 1, 1 - ((1 - confidence) / 2)),
            n = count,
            share = hits / n;
        double middle = (share + (z * z / (2 * n))) / (1 + (z * z / n));
        double half = z / (1 + (z * z / n)) * Math.Sqrt((share * (1 - share) / n) + (z * z / (4 * n * n)));
        // Without a mistake, or with nothing but, rounding would leave the share itself just outside.
        return new ScoreInterval(share, Math.Clamp(middle - half, 0, share), Math.Clamp(middle + half, share, 1));
    }

    public static IReadOnlyDictionary<ComparisonMetric, ScoreInterval> Of(
        Predictions predictions,
        int[] groups,
        double confidence,
        int resamples,
        int seed
    )
    {
        int[][] members = [.. Enumerable.Range(0, groups.Length).GroupBy(i => groups[i]).Select(g => g.ToArray())];
        var metrics = Enum.GetValues<ComparisonMetric>();
        Dictionary<ComparisonMetric, double[]> drawn = metrics.ToDictionary(m => m, _ => new double[resamples]);
        Parallel.For(
            0,
            resamples,
            i =>
            {
                FoldScores scores = ClassificationScores.Of(predictions.Resampled(Draw(members, new Random(Seeds.Mix(seed, i)))));
                foreach (ComparisonMetric metric in metrics)
                    drawn[metric][i] = scores[metric];
            }
        );
        FoldScores whole = ClassificationScores.Of(predictions);
        FoldScores[] without = LeaveOut(predictions, members);
        var intervals = metrics.ToDictionary(m => m, m => Corrected(whole[m], drawn[m], [.. without.Select(s => s[m])], confidence));
        if (members.Length == groups.Length)
            intervals[ComparisonMetric.Accuracy] = Wilson(
                (int)Math.Round(whole.Accuracy * predictions.Count),
                predictions.Count,
                confidence
            );
        return intervals;
    }

    private static int[] Draw(int[][] members, Random random)
    {
        var images = new List<int>();
        for (int i = 0; i < members.Length; i++)
            images.AddRange(members[random.Next(members.Length)]);
        return [.. images];
    }

    /// <summary>The scores without each group, or each block of groups where there are many.</summary>
    private static FoldScores[] LeaveOut(Predictions predictions, int[][] members)
    {
        int blocks = Math.Min(members.Length, MostBlocks);
        if (blocks < 2)
            return [];
        var scores = new FoldScores[blocks];
        Parallel.For(
            0,
            blocks,
            b =>
                scores[b] = ClassificationScores.Of(predictions.Resampled([.. members.Where((_, g) => g % blocks != b).SelectMany(m => m)]))
        );
        return scores;
    }

    private static ScoreInterval Corrected(double value, double[] drawn, double[] without, double confidence)
    {
        double[] sorted = [.. drawn.Where(d => !double.IsNaN(d)).Order()];
        if (sorted.Length == 0)
            return new ScoreInterval(value, double.NaN, double.NaN);

        // Where the value itself is among what was drawn, as with scores of few steps, ties count by half.
        double below = sorted.Count(d => d < value) + (0.5 * sorted.Count(d => d == value));
        double bias = Normal.InvCDF(0, 1, Math.Clamp(below, 0.5, sorted.Length - 0.5) / sorted.Length),
            skew = Acceleration(without);
        double tail = (1 - confidence) / 2;
        return new ScoreInterval(value, Quantile(sorted, Share(tail)), Quantile(sorted, Share(1 - tail)));

        double Share(double share)
        {
            double z = bias + Normal.InvCDF(0, 1, share);
            return Normal.CDF(0, 1, bias + (z / (1 - (skew * z))));
        }
    }

    /// <summary>A sixth of the skewness of what leaving out parts changes.</summary>
    private static double Acceleration(double[] without)
    {
        double[] scores = [.. without.Where(s => !double.IsNaN(s))];
        if (scores.Length < 2)
            return 0;
        double mean = scores.Average(),
            squares = scores.Sum(s => Math.Pow(mean - s, 2)),
            cubes = scores.Sum(s => Math.Pow(mean - s, 3));
        return squares == 0 ? 0 : cubes / (6 * Math.Pow(squares, 1.5));
    }

    private static double Quantile(double[] sorted, double share)
    {
        double position = share * (sorted.Length - 1);
        int below = (int)position;
        double above = sorted[Math.Min(below + 1, sorted.Length - 1)];
        return sorted[below] + ((position - below) * (above - sorted[below]));
    }
}
