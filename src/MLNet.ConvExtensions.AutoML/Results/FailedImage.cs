namespace MLNet.ConvExtensions;

/// <summary>An image that a feature stage failed on. It is left out for all sets, so that all are compared on the same images.</summary>
/// <param name="Image">The image's name.</param>
/// <param name="FeatureSet">The feature set whose stage failed.</param>
/// <param name="Reason">What the stage said.</param>
public sealed record FailedImage(string Image, string FeatureSet, string Reason);
