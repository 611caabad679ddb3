namespace MLNet.ConvExtensions;

/// <summary>What becomes of a class where a photo is taken for it from a probability on.</summary>
/// <param name="Threshold">The least probability of the class.</param>
/// <param name="Precision">The part of the photos at or above the threshold that show the class.</param>
/// <param name="Recall">The part of the class's photos that are at or above the threshold; NaN where there are none.</param>
public sealed record ThresholdPoint(double Threshold, double Precision, double Recall)
{
    /// <summary>The harmonic mean of precision and recall; 0 where both are.</summary>
    public double F1Score => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);
}
