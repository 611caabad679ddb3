using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

/// <summary>Photos drawn from a seed, with details of their own: discs and bars over a background of the class's color.</summary>
internal static class DrawnPhotos
{
    public static SKBitmap Draw(int seed, SKColor color, int width = 150, int height = 120, Action<SKCanvas>? more = null)
    {
        var random = new Random(seed);
        var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(color);
        using var paint = new SKPaint { IsAntialias = true };
        for (int i = 0; i < 30; i++)
        {
            paint.Color = new SKColor(Near(random, color.Red), Near(random, color.Green), Near(random, color.Blue));
            float x = random.Next(width),
                y = random.Next(height),
                size = 5 + random.Next(width / 6);
            if (random.Next(2) == 0)
                canvas.DrawCircle(x, y, size / 2, paint);
            else
                canvas.DrawRect(x, y, size, 4 + (size / 3), paint);
        }

        more?.Invoke(canvas);
        return bitmap;
    }

    public static SKBitmap Resize(SKBitmap photo, double x, double y) =>
        photo.Resize(new SKImageInfo((int)(photo.Width * x), (int)(photo.Height * y)), SKFilterQuality.High);

    public static SKBitmap Mirror(SKBitmap photo)
    {
        var mirrored = new SKBitmap(photo.Width, photo.Height);
        using var canvas = new SKCanvas(mirrored);
        canvas.Scale(-1, 1, photo.Width / 2f, 0);
        canvas.DrawBitmap(photo, 0, 0);
        return mirrored;
    }

    public static SKBitmap Crop(SKBitmap photo, double left, double top, double side)
    {
        var part = new SKBitmap((int)(photo.Width * side), (int)(photo.Height * side));
        using var canvas = new SKCanvas(part);
        canvas.DrawBitmap(photo, (float)(-photo.Width * left), (float)(-photo.Height * top));
        return part;
    }

    public static SKBitmap Blur(SKBitmap photo, float radius)
    {
        var blurred = new SKBitmap(photo.Width, photo.Height);
        using var canvas = new SKCanvas(blurred);
        using var paint = new SKPaint { ImageFilter = SKImageFilter.CreateBlur(radius, radius, SKShaderTileMode.Clamp) };
        canvas.DrawBitmap(photo, 0, 0, paint);
        return blurred;
    }

    public static SKBitmap Plain(SKColor color, int width = 150, int height = 120)
    {
        var bitmap = new SKBitmap(width, height);
        bitmap.Erase(color);
        return bitmap;
    }

    public static void Save(SKBitmap photo, string file, int quality = 92)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        bool isPng = file.EndsWith(".png", StringComparison.Ordinal);
        using SKData data = photo.Encode(isPng ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, quality);
        File.WriteAllBytes(file, data.ToArray());
        photo.Dispose();
    }

    private static byte Near(Random random, byte value) => (byte)Math.Clamp(value + random.Next(-110, 111), 0, 255);
}
