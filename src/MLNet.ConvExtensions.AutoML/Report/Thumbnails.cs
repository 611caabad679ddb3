using System.Runtime.InteropServices;
using MLNet.ConvExtensions.Imaging;
using SkiaSharp;

namespace MLNet.ConvExtensions.AutoML.Report;

/// <summary>Photos as small upright JPEGs inside the page.</summary>
internal sealed class Thumbnails(string? folder)
{
    private const int Side = 128;

    private readonly ImageDecoder _decoder = new(maxPixels: 256_000_000, Side * 2, Side * 2);
    private readonly PixelBuffer _pixels = new();

    /// <summary>The photo as a data URI; null if there is no such file, or none that can be decoded.</summary>
    public string? DataUri(string image)
    {
        string path = Path.Combine(folder ?? "", image);
        if (!File.Exists(path))
            return null;
        try
        {
            _decoder.DecodeFile(path, _pixels);
        }
        catch (ImageInputException)
        {
            return null;
        }

        using var bitmap = new SKBitmap(new SKImageInfo(_pixels.Width, _pixels.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(_pixels.Bytes, 0, bitmap.GetPixels(), _pixels.Width * _pixels.Height * 4);
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
