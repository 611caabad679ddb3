using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using SkiaSharp;

namespace MLNet.ConvExtensions;

/// <summary>Photos as small upright JPEGs, for pages.</summary>
public static class PhotoThumbnail
{
    /// <summary>The photo, reduced.</summary>
    /// <param name="file">The photo's file.</param>
    /// <param name="side">Pixels of the shorter side; a smaller photo isn't enlarged.</param>
    /// <param name="quality">The JPEG's quality, 0 to 100.</param>
    /// <returns>The bytes of a JPEG; null if there is no such file, or none that can be decoded.</returns>
    public static byte[]? Jpeg(string file, int side = 128, int quality = 78)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        Check(side, quality);
        if (!File.Exists(file))
            return null;
        try
        {
            using MLImage photo = ImageReader.Load(file, side * 2);
            return Jpeg(photo, side, quality);
        }
        catch (ImageInputException)
        {
            return null;
        }
    }

    /// <summary>An image in memory, reduced.</summary>
    /// <param name="image">The image. Its transparency is left out.</param>
    /// <param name="side">Pixels of the shorter side; a smaller image isn't enlarged.</param>
    /// <param name="quality">The JPEG's quality, 0 to 100.</param>
    /// <returns>The bytes of a JPEG.</returns>
    public static byte[] Jpeg(MLImage image, int side = 128, int quality = 78)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check(side, quality);
        var form = image.PixelFormat == MLPixelFormat.Bgra32 ? SKColorType.Bgra8888 : SKColorType.Rgba8888;
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, form, SKAlphaType.Opaque));
        Marshal.Copy(image.Pixels.ToArray(), 0, bitmap.GetPixels(), image.Width * image.Height * 4);
        double scale = Math.Min(1, side / (double)Math.Min(bitmap.Width, bitmap.Height));
        var size = new SKImageInfo(
            Math.Max(1, (int)(bitmap.Width * scale)),
            Math.Max(1, (int)(bitmap.Height * scale)),
            form,
            SKAlphaType.Opaque
        );
        using SKBitmap? small = bitmap.Resize(size, SKFilterQuality.Medium);
        using SKData encoded = (small ?? bitmap).Encode(SKEncodedImageFormat.Jpeg, quality);
        return encoded.ToArray();
    }

    /// <summary>The photo, reduced, as an address for <c>img</c> that holds the whole picture.</summary>
    /// <param name="file">The photo's file.</param>
    /// <param name="side">Pixels of the shorter side; a smaller photo isn't enlarged.</param>
    /// <param name="quality">The JPEG's quality, 0 to 100.</param>
    /// <returns>A data URI; null if there is no such file, or none that can be decoded.</returns>
    public static string? DataUri(string file, int side = 128, int quality = 78) =>
        Jpeg(file, side, quality) is { } bytes ? "data:image/jpeg;base64," + Convert.ToBase64String(bytes) : null;

    private static void Check(int side, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, 4096);
        ArgumentOutOfRangeException.ThrowIfNegative(quality);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
    }
}
