namespace MLNet.ConvExtensions;

/// <summary>
/// Whether a model is right as often as it says: the confidence in the predicted class against how often that is right (Guo et al., On
/// Calibration of Modern Neural Networks, 2017).
/// </summary>
public sealed record CalibrationCurve
{
    /// <summary>How many bins there are, as in the paper; empty ones are left out of <see cref="Bins"/>.</summary>
    public const int NumberOfBins = 15;

    private CalibrationCurve(IReadOnlyList<CalibrationBin> bins) => Bins = bins;

    /// <summary>The bins that have photos, by growing confidence.</summary>
    public IReadOnlyList<CalibrationBin> Bins { get; }

    /// <summary>
    /// The expected calibration error (ECE), 0 to 1: the mean of what confidence and accuracy of a bin differ by, weighted by its photos.
    /// </summary>
    public double ExpectedCalibrationError =>
        Bins.Sum(b => b.Photos * Math.Abs(b.Accuracy.Value - b.MeanConfidence)) / Bins.Sum(b => b.Photos);

    /// <summary>The maximum calibration error (MCE), 0 to 1: what they differ by in the worst bin.</summary>
    public double MaximumCalibrationError => Bins.Max(b => Math.Abs(b.Accuracy.Value - b.MeanConfidence));

    /// <summary>The mean of all confidences.</summary>
    internal double MeanConfidence => Bins.Sum(b => b.Photos * b.MeanConfidence) / Bins.Sum(b => b.Photos);

    /// <summary>Bins of the same width from 0 to 1.</summary>
    /// <param name="photos">The photos, one or more.</param>
    internal static CalibrationCurve EqualWidth(IReadOnlyList<JudgedPhoto> photos) =>
        Of(photos, [.. Enumerable.Range(0, NumberOfBins + 1).Select(i => i / (double)NumberOfBins)]);

    /// <summary>
    /// Bins between the quantiles of the confidences, so that each has about as many photos; those of the same confidence stay together.
    /// </summary>
    /// <param name="photos">The photos, one or more.</param>
    internal static CalibrationCurve EqualMass(IReadOnlyList<JudgedPhoto> photos)
    {
        double[] sorted = [.. photos.Select(p => p.Confidence).Order()];
        return Of(photos, [.. Enumerable.Range(0, NumberOfBins + 1).Select(i => Quantile(sorted, i / (double)NumberOfBins))]);
    }

    private static CalibrationCurve Of(IReadOnlyList<JudgedPhoto> photos, double[] edges)
    {
        ILookup<int, JudgedPhoto> bins = photos.ToLookup(p => BinOf(p.Confidence, edges));
        return new CalibrationCurve([
            .. Enumerable
                .Range(0, NumberOfBins)
                .Where(bins.Contains)
                .Select(b =>
                {
                    JudgedPhoto[] inside = [.. bins[b]];
                    return new CalibrationBin(
                        edges[b],
                        edges[b + 1],
                        inside.Length,
                        inside.Average(p => p.Confidence),
                        MetricInterval.OfShare(inside.Count(p => p.IsRight), inside.Length)
                    );
                }),
        ]);
    }

    /// <summary>As many as there are inner edges below the confidence.</summary>
    private static int BinOf(double confidence, double[] edges)
    {
        int bin = 0;
        while (bin + 1 < NumberOfBins && edges[bin + 1] < confidence)
            bin++;
        return bin;
    }

    private static double Quantile(double[] sorted, double share)
    {
        double position = share * (sorted.Length - 1);
        int below = (int)position;
        return sorted[below] + ((position - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
