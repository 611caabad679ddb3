namespace MLNet.ConvExtensions.Insight.Inspection.Features;

/// <summary>What a classifier learns from: numbers, and a class.</summary>
internal sealed class FeatureRow
{
    public float[] Features { get; set; } = [];

    /// <summary>The class, counted from 1 as ML.NET's keys are.</summary>
    public uint Label { get; set; }
}
