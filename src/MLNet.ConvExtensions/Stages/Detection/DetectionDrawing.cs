using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Native;
using SkiaSharp;

namespace MLNet.ConvExtensions;

/// <summary>Photos with the boxes of what was found in them.</summary>
public static class DetectionDrawing
{
    // Told apart by those who don't see red and green, too (Okabe and Ito).
    private static readonly SKColor[] Colors =
    [
        new(0xFF, 0xE1, 0x00),
        new(0x00, 0xB4, 0xFF),
        new(0xFF, 0x5A, 0x1E),
        new(0x00, 0xC8, 0x8C),
        new(0xF0, 0x78, 0xC8),
        new(0xFF, 0xFF, 0xFF),
    ];

    /// <summary>Draws boxes on a photo, a color for each class.</summary>
    /// <param name="file">The photo's file.</param>
    /// <param name="objects">The objects.</param>
    /// <param name="side">Pixels of the longer side of the drawing, 16 to 8192; a smaller photo isn't enlarged.</param>
    /// <param name="quality">The JPEG's quality, 0 to 100.</param>
    /// <returns>The bytes of a JPEG.</returns>
    /// <exception cref="ImageInputException">The file can't be read, or is no whole image; the message names it.</exception>
    public static byte[] Jpeg(string file, IReadOnlyList<DetectedObject> objects, int side = 1024, int quality = 80)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, 8192);
        ArgumentOutOfRangeException.ThrowIfNegative(quality);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        SkiaLibrary.Open();
        using MLImage photo = ImageReader.Load(file, side);
        using SKBitmap bitmap = Reduced(photo, side);
        using var canvas = new SKCanvas(bitmap);
        float line = Math.Max(2, Math.Max(bitmap.Width, bitmap.Height) / 250f);
        using var paint = new SKPaint
        {
            Style = SKPaintStyle.Stroke,
            StrokeWidth = line,
            IsAntialias = true,
        };
        // The most confident one lies on top.
        foreach (DetectedObject found in objects.Reverse())
        {
            paint.Color = Colors[found.ClassIndex % Colors.Length];
            BoundingBox box = found.Box;
            canvas.DrawRect(box.Left * bitmap.Width, box.Top * bitmap.Height, box.Width * bitmap.Width, box.Height * bitmap.Height, paint);
        }

        canvas.Flush();
        using SKData encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return encoded.ToArray();
    }

    private static SKBitmap Reduced(MLImage photo, int side)
    {
        using var full = new SKBitmap(new SKImageInfo(photo.Width, photo.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(photo.Pixels.ToArray(), 0, full.GetPixels(), photo.Width * photo.Height * 4);
        double scale = Math.Min(1, side / (double)Math.Max(photo.Width, photo.Height));
        var size = new SKImageInfo(
            Math.Max(1, (int)Math.Round(photo.Width * scale)),
            Math.Max(1, (int)Math.Round(photo.Height * scale)),
            SKColorType.Rgba8888,
            SKAlphaType.Opaque
        );
        return full.Resize(size, SKFilterQuality.Medium) ?? full.Copy();
    }
}
