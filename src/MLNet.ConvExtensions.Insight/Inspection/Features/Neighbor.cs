namespace MLNet.ConvExtensions.Insight.Inspection.Features;

/// <summary>A similar row.</summary>
internal readonly record struct Neighbor(int Row, float Cosine);
