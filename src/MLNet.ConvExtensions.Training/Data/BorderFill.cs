namespace MLNet.ConvExtensions;

/// <summary>What stands where an image that was moved leaves a gap.</summary>
public enum BorderFill
{
    /// <summary>The value of <see cref="AugmentationOptions.FillValue"/>.</summary>
    Constant,

    /// <summary>The nearest pixel of the edge.</summary>
    Edge,

    /// <summary>The image mirrored at its edge, whose pixels are not repeated.</summary>
    Reflect,
}
