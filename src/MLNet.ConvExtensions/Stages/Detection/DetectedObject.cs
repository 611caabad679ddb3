namespace MLNet.ConvExtensions;

/// <summary>An object that a <see cref="Detector"/> found in an image.</summary>
/// <param name="Label">The name of its class.</param>
/// <param name="ClassIndex">The place of its class among the detector's, from 0.</param>
/// <param name="Confidence">How sure the detector is, 0 to 1.</param>
/// <param name="Box">Where it is, in parts of the upright image.</param>
public sealed record DetectedObject(string Label, int ClassIndex, float Confidence, BoundingBox Box);
