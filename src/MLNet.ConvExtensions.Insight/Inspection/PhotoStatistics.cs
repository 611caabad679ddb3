namespace MLNet.ConvExtensions;

/// <summary>What can be said of a photo without knowing what it shows.</summary>
/// <remarks>
/// Brightness is luma (0.299 red + 0.587 green + 0.114 blue) as a part of white, measured on the photo turned upright and, where its
/// shorter side is longer than 256 pixels, averaged down to that.
/// </remarks>
public sealed record PhotoStatistics
{
    /// <summary>Width in pixels, upright.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels, upright.</summary>
    public required int Height { get; init; }

    /// <summary>The file's size in bytes.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Mean brightness, 0 (black) to 1 (white).</summary>
    public required double Brightness { get; init; }

    /// <summary>The brightness that a twentieth of the pixels stay below, 0 to 1.</summary>
    public required double Shadows { get; init; }

    /// <summary>The brightness that a twentieth of the pixels are above, 0 to 1.</summary>
    public required double Highlights { get; init; }

    /// <summary>
    /// Variance of the Laplacian (kernel 0 1 0, 1 -4 1, 0 1 0, borders mirrored) over brightness of 0 to 255, as OpenCV's
    /// <c>Laplacian(grey, CV_64F).var()</c>: the lower, the more blurred.
    /// </summary>
    public required double Sharpness { get; init; }

    /// <summary>The longer side divided by the shorter, 1 or more.</summary>
    public double Elongation => (double)Math.Max(Width, Height) / Math.Min(Width, Height);
}
