using Microsoft.ML;
using SkiaSharp;

namespace CustomTraining;

/// <summary>Gray metal plates with bright scratches; one in twelve has a crack: a dark line with corners.</summary>
internal static class DrawnPlates
{
    public const int Side = 24;

    private const int Period = 12;

    public static IDataView Create(MLContext ml, int count, int seed)
    {
        var random = new Random(seed);
        return ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, count).Select(i => new Plate(Draw(i % Period == 0, random), i % Period == 0)).ToArray()
        );
    }

    private static byte[] Draw(bool isCracked, Random random)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        byte metal = (byte)random.Next(110, 190);
        canvas.Clear(new SKColor(metal, metal, metal));
        for (int i = random.Next(6); i > 0; i--)
            Line(canvas, random, corners: 0, (byte)Math.Clamp(metal + random.Next(10, 60), 0, 255));
        if (isCracked)
            Line(canvas, random, corners: 3, (byte)(metal - random.Next(45, 90)));
        for (int i = 0; i < Side * Side; i++)
        {
            SKColor pixel = bitmap.GetPixel(i % Side, i / Side);
            byte noisy = (byte)Math.Clamp(pixel.Red + random.Next(-14, 15), 0, 255);
            bitmap.SetPixel(i % Side, i / Side, new SKColor(noisy, noisy, noisy));
        }

        using var stream = new MemoryStream();
        bitmap.Encode(stream, SKEncodedImageFormat.Png, 100);
        return stream.ToArray();
    }

    private static void Line(SKCanvas canvas, Random random, int corners, byte gray)
    {
        using var paint = new SKPaint
        {
            Color = new SKColor(gray, gray, gray),
            StrokeWidth = 1.2f,
            IsAntialias = true,
        };
        SKPoint from = new(Side * random.NextSingle(), Side * random.NextSingle());
        double direction = 2 * Math.PI * random.NextDouble(),
            length = 16.0 / (corners + 1);
        for (int i = 0; i <= corners; i++)
        {
            var to = new SKPoint((float)(from.X + (length * Math.Cos(direction))), (float)(from.Y + (length * Math.Sin(direction))));
            canvas.DrawLine(from, to, paint);
            (from, direction) = (to, direction + (i % 2 == 0 ? 1.4 : -1.4));
        }
    }

    private sealed record Plate(byte[] Image, bool Label);
}
