using MathNet.Numerics.Distributions;

namespace MLNet.ConvExtensions.AutoML.Statistics;

/// <summary>Tests of whether two feature sets differ, and the correction for making many of them.</summary>
internal static class PairedTests
{
    /// <summary>
    /// The corrected resampled t-test (Nadeau and Bengio 2003): differences on the same folds of repeated cross-validation, whose training
    /// parts overlap, so that their variance is taken as larger by the ratio of test to training images.
    /// </summary>
    /// <returns>The two-sided p-value.</returns>
    public static double CorrectedResampled(double[] differences, double testToTrain)
    {
        int n = differences.Length;
        double mean = differences.Average(),
            variance = differences.Sum(d => (d - mean) * (d - mean)) / (n - 1);
        // Rounding leaves differences that are all the same with a variance just above nothing.
        if (variance < 1e-24)
            return Math.Abs(mean) < 1e-12 ? 1 : 0;
        double t = mean / Math.Sqrt(((1.0 / n) + testToTrain) * variance);
        return 2 * StudentT.CDF(0, 1, n - 1, -Math.Abs(t));
    }

    /// <summary>
    /// McNemar's exact test: of the images that one alone got right, how many were the first's? Two-sided, by the binomial distribution.
    /// </summary>
    public static double McNemar(int onlyFirst, int onlySecond)
    {
        int n = onlyFirst + onlySecond;
        return n == 0 ? 1 : Math.Min(1, 2 * Binomial.CDF(0.5, n, Math.Min(onlyFirst, onlySecond)));
    }

    /// <summary>Holm's step-down correction (1979): p-values as they are when all of these tests are made together.</summary>
    public static double[] Holm(IReadOnlyList<double> values)
    {
        var adjusted = new double[values.Count];
        double largest = 0;
        int rank = 0;
        foreach (int i in Enumerable.Range(0, values.Count).OrderBy(i => values[i]))
        {
            largest = Math.Max(largest, Math.Min(1, (values.Count - rank++) * values[i]));
            adjusted[i] = largest;
        }

        return adjusted;
    }
}
