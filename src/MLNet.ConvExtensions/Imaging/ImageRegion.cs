namespace MLNet.ConvExtensions;

/// <summary>A rectangle of an image, in parts of the image's sides.</summary>
/// <param name="Left">Where it begins, from the left: 0 to 1.</param>
/// <param name="Top">Where it begins, from the top: 0 to 1.</param>
/// <param name="Width">Its part of the image's width: above 0, up to 1.</param>
/// <param name="Height">Its part of the image's height: above 0, up to 1.</param>
public readonly record struct ImageRegion(double Left, double Top, double Width, double Height)
{
    /// <summary>The whole image.</summary>
    public static ImageRegion Whole => new(0, 0, 1, 1);
}
