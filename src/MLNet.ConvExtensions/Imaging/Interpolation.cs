namespace MLNet.ConvExtensions;

/// <summary>How pixels between the pixels of an image are computed when it is resized.</summary>
/// <remarks>
/// Both kinds are antialiased: when an image shrinks, the filter widens with it, so that every pixel of the source counts. The
/// values are those of Pillow and of torchvision on Pillow images.
/// </remarks>
public enum Interpolation
{
    /// <summary>Triangle filter, two pixels wide at the source's scale or the target's, whichever is coarser.</summary>
    Bilinear,

    /// <summary>Keys' cubic filter with a = -0.5, four pixels wide.</summary>
    Bicubic,
}
