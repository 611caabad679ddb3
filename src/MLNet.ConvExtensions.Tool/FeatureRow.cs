namespace MLNet.ConvExtensions.Tool;

/// <summary>An image's features as they come out of the pipeline.</summary>
internal sealed class FeatureRow
{
    public float[] Features { get; set; } = [];
}
