namespace MLNet.ConvExtensions;

/// <summary>The colour spaces of colour histograms; several may be combined.</summary>
[Flags]
public enum HandCraftedColors
{
    /// <summary>Red, green and blue, 0 to 255.</summary>
    Rgb = 1,

    /// <summary>Hue (0 to 1 around the circle), saturation and value.</summary>
    Hsv = 2,

    /// <summary>CIE L*a*b* under D65: L 0 to 100, a and b -128 to 128.</summary>
    Lab = 4,
}
