namespace MLNet.ConvExtensions;

/// <summary>Photos of about the same confidence, and how often the model is right on them.</summary>
/// <param name="Low">The least confidence, which itself belongs to the bin below.</param>
/// <param name="High">The highest confidence, which belongs to this bin.</param>
/// <param name="Photos">How many photos, 1 or more.</param>
/// <param name="MeanConfidence">The mean of the photos' confidences.</param>
/// <param name="Accuracy">How often the model is right on them.</param>
public sealed record CalibrationBin(double Low, double High, int Photos, double MeanConfidence, MetricInterval Accuracy);
