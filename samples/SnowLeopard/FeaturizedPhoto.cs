using Microsoft.ML.Data;

namespace SnowLeopard;

/// <summary>A photo with its features computed, so that every trainer and fold uses the same ones.</summary>
internal sealed class FeaturizedPhoto
{
    public string ImagePath { get; set; } = "";

    public bool Label { get; set; }

    public VBuffer<float> Features { get; set; }
}
