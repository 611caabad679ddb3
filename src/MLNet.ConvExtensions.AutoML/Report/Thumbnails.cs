using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using SkiaSharp;

namespace MLNet.ConvExtensions.AutoML.Report;

/// <summary>Photos as small upright JPEGs inside the page.</summary>
internal sealed class Thumbnails(string? folder)
{
    private const int Side = 128;

    /// <summary>The photo as a data URI; null if there is no such file, or none that can be decoded.</summary>
    public string? DataUri(string image)
    {
        string path = Path.Combine(folder ?? "", image);
        if (!File.Exists(path))
            return null;
        try
        {
            using MLImage photo = ImageReader.Load(path, Side * 2);
            return Encode(photo);
        }
        catch (ImageInputException)
        {
            return null;
        }
    }

    private static string? Encode(MLImage photo)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(photo.Width, photo.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(photo.Pixels.ToArray(), 0, bitmap.GetPixels(), photo.Width * photo.Height * 4);
        double scale = Math.Min(1, Side / (double)Math.Min(bitmap.Width, bitmap.Height));
        var size = new SKImageInfo(
            Math.Max(1, (int)(bitmap.Width * scale)),
            Math.Max(1, (int)(bitmap.Height * scale)),
            SKColorType.Rgba8888,
            SKAlphaType.Opaque
        );
        using SKBitmap? small = bitmap.Resize(size, SKFilterQuality.Medium);
        using SKData? encoded = (small ?? bitmap).Encode(SKEncodedImageFormat.Jpeg, 78);
        return encoded is null ? null : "data:image/jpeg;base64," + Convert.ToBase64String(encoded.ToArray());
    }
}
