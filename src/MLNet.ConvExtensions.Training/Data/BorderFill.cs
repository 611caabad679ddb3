namespace MLNet.ConvExtensions;

/// <summary>How the gaps are filled that a moved image leaves.</summary>
public enum BorderFill
{
    /// <summary>The value of <see cref="AugmentationOptions.FillValue"/>.</summary>
    Constant,

    /// <summary>The nearest pixel of the edge.</summary>
    Edge,

    /// <summary>The image mirrored at its edge, whose pixels are not repeated.</summary>
    Reflect,
}
