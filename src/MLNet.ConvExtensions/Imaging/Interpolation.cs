namespace MLNet.ConvExtensions;

/// <summary>How pixels between the pixels of an image are computed when it is resized.</summary>
/// <remarks>
/// All but <see cref="Nearest"/> are antialiased: when an image shrinks, the filter widens with it, so that every pixel of the source
/// counts. The values are those of Pillow and of torchvision on Pillow images.
/// </remarks>
public enum Interpolation
{
    /// <summary>Triangle filter, two pixels wide at the source's scale or the target's, whichever is coarser.</summary>
    Bilinear,

    /// <summary>Keys' cubic filter with a = -0.5, four pixels wide.</summary>
    Bicubic,

    /// <summary>The pixel of the source that is nearest.</summary>
    Nearest,

    /// <summary>Lanczos' filter of three lobes, six pixels wide.</summary>
    Lanczos,

    /// <summary>The plain average of the pixels that a pixel of the target covers, one pixel wide.</summary>
    Box,

    /// <summary>Hamming's filter, two pixels wide, sharper than the triangle.</summary>
    Hamming,
}
