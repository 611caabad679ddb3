using MathNet.Numerics.Distributions;

namespace MLNet.ConvExtensions;

/// <summary>A metric with the interval that it lies in with a confidence of 95 %, or another one that was asked for.</summary>
/// <param name="Value">The metric, 0 to 1; NaN where it is not defined: a precision of a class that is never predicted.</param>
/// <param name="Low">The interval's lower end; NaN where the metric is not defined.</param>
/// <param name="High">The interval's upper end; NaN where the metric is not defined.</param>
public readonly record struct MetricInterval(double Value, double Low, double High)
{
    /// <summary>The quantile of the normal distribution that leaves 2.5 % above it.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>
    /// A share of independent cases with Wilson's interval (1927), which has a width even where no case, or every one, is a hit.
    /// </summary>
    /// <param name="hits">How many cases are hits.</param>
    /// <param name="count">How many cases there are; of none the share is not defined.</param>
    /// <returns>The share and its interval.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are more hits than cases, or a number is below 0.</exception>
    public static MetricInterval OfShare(int hits, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, count);
        if (count == 0)
            return new MetricInterval(double.NaN, double.NaN, double.NaN);
        double n = count,
            share = hits / n,
            middle = (share + (Z * Z / (2 * n))) / (1 + (Z * Z / n)),
            half = Z / (1 + (Z * Z / n)) * Math.Sqrt((share * (1 - share) / n) + (Z * Z / (4 * n * n)));
        // Without a miss, or with nothing but, rounding would leave the share itself just outside.
        return new MetricInterval(share, Math.Clamp(middle - half, 0, share), Math.Clamp(middle + half, share, 1));
    }

    /// <summary>
    /// A share of independent cases with the exact interval of Clopper and Pearson (1934), which holds the true share at least as often as
    /// asked, however few cases there are. It is wider than <see cref="OfShare"/>'s.
    /// </summary>
    /// <param name="hits">How many cases are hits.</param>
    /// <param name="count">How many cases there are; of none the share is not defined.</param>
    /// <param name="confidence">How often the interval holds the true share, above 0 and below 1.</param>
    /// <returns>The share and its interval.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There are more hits than cases, or a number is below 0, or the confidence is out of range.
    /// </exception>
    public static MetricInterval OfShareExact(int hits, int count, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(confidence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        if (count == 0)
            return new MetricInterval(double.NaN, double.NaN, double.NaN);
        double tail = (1 - confidence) / 2;
        return new MetricInterval(
            (double)hits / count,
            hits == 0 ? 0 : Beta.InvCDF(hits, count - hits + 1, tail),
            hits == count ? 1 : Beta.InvCDF(hits + 1, count - hits, 1 - tail)
        );
    }

    /// <summary>The mean of independent values with the interval of its normal approximation: 1.96 standard errors to each side.</summary>
    /// <param name="values">The values; of one alone the interval is not defined.</param>
    /// <returns>The mean and its interval.</returns>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static MetricInterval OfMean(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            throw new ArgumentException("There are no values; needed: one or more.", nameof(values));
        double mean = values.Average(),
            variance = values.Count < 2 ? double.NaN : values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1),
            half = Z * Math.Sqrt(variance / values.Count);
        return new MetricInterval(mean, mean - half, mean + half);
    }

    /// <summary>
    /// F1 with the interval that Wilson's of F1 / (2 - F1) stands for, which is the share of true positives among all cases that are
    /// positive or taken for it.
    /// </summary>
    /// <param name="truePositives">Positive cases that are taken for positive.</param>
    /// <param name="falsePositives">Negative cases that are taken for positive.</param>
    /// <param name="falseNegatives">Positive cases that are taken for negative.</param>
    /// <returns>F1 and its interval.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 0.</exception>
    public static MetricInterval OfF1(int truePositives, int falsePositives, int falseNegatives)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(falsePositives);
        ArgumentOutOfRangeException.ThrowIfNegative(falseNegatives);
        MetricInterval share = OfShare(truePositives, truePositives + falsePositives + falseNegatives);
        return new MetricInterval(F1(share.Value), F1(share.Low), F1(share.High));
    }

    private static double F1(double share) => 2 * share / (1 + share);
}
