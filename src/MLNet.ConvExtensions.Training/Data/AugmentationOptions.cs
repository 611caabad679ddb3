namespace MLNet.ConvExtensions;

/// <summary>How images are changed each time they are seen.</summary>
public sealed record AugmentationOptions
{
    internal void Validate()
    {
    }
}
