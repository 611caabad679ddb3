using SkiaSharp;

namespace MLNet.ConvExtensions.Tests.Support;

/// <summary>Small photos drawn from a seed: a coloured gradient with a disc, so that neighbours differ and sizes vary.</summary>
internal static class TestImages
{
    public static byte[] Png(int seed, int width = 0, int height = 0)
    {
        using SKBitmap bitmap = Bitmap(seed, width, height);
        using SKImage image = SKImage.FromBitmap(bitmap)!;
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100)!;
        return data.ToArray();
    }

    public static unsafe SKBitmap Bitmap(int seed, int width = 0, int height = 0)
    {
        var random = new Random(seed);
        width = width > 0 ? width : random.Next(30, 60);
        height = height > 0 ? height : random.Next(30, 60);
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var color = new byte[6];
        random.NextBytes(color);
        double centerX = random.NextDouble() * width,
            centerY = random.NextDouble() * height,
            radius = width / 4.0;
        byte* pixels = (byte*)bitmap.GetPixels();
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bool inside = Math.Pow(x - centerX, 2) + Math.Pow(y - centerY, 2) < radius * radius;
                byte* pixel = pixels + 4 * (y * width + x);
                for (int c = 0; c < 3; c++)
                    pixel[c] = (byte)(inside ? color[c] : (color[c + 3] + 3 * x + 2 * y + random.Next(8)) & 255);
                pixel[3] = 255;
            }
        }

        return bitmap;
    }
}
