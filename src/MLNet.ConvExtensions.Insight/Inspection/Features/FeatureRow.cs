namespace MLNet.ConvExtensions.Insight.Inspection.Features;

/// <summary>What a classifier learns from: numbers, and a class.</summary>
internal sealed class FeatureRow
{
    public float[] Features { get; set; } = [];

    /// <summary>The class from 0: keys in memory are counted so, and from 1 in views.</summary>
    public uint Label { get; set; }
}
