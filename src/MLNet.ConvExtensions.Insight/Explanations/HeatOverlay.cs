using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>A photo with a map over it.</summary>
internal static class HeatOverlay
{
    /// <summary>Of maps with a number for each pixel the brightest ones are few: colours end here.</summary>
    private const double Brightest = 0.99;

    /// <summary>The least transparent that a colour is.</summary>
    private const double Opacity = 0.5;

    public static void Save(ImageExplanation explanation, string file, int side)
    {
        using MLImage photo = ImageReader.Load(explanation.Image, side);
        using SKBitmap bitmap = Draw(photo, explanation.Map!, explanation.Region, side);
        PngFile.Save(bitmap, file);
    }

    /// <summary>The photo, its longer side as long as asked for, under the map's colours.</summary>
    internal static SKBitmap Draw(MLImage photo, ExplanationMap map, ImageRegion region, int side)
    {
        double scale = side / (double)Math.Max(photo.Width, photo.Height);
        int width = Math.Max(1, (int)Math.Round(photo.Width * scale)),
            height = Math.Max(1, (int)Math.Round(photo.Height * scale));
        using var full = new SKBitmap(new SKImageInfo(photo.Width, photo.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(photo.Pixels.ToArray(), 0, full.GetPixels(), photo.Width * photo.Height * 4);
        SKBitmap bitmap = full.Resize(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), SKFilterQuality.High);
        byte[] pixels = bitmap.Bytes;
        Colour(pixels, width, height, map, region);
        Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        return bitmap;
    }

    private static void Colour(Span<byte> pixels, int width, int height, ExplanationMap map, ImageRegion region)
    {
        double most = Most(map);
        if (most <= 0)
            return;
        for (int y = 0; y < height; y++)
        {
            double row = (((y + 0.5) / height) - region.Top) / region.Height * map.Height;
            if (row < 0 || row > map.Height)
                continue;
            for (int x = 0; x < width; x++)
            {
                double column = (((x + 0.5) / width) - region.Left) / region.Width * map.Width;
                if (column < 0 || column > map.Width)
                    continue;
                double heat = Math.Clamp(Between(map, row - 0.5, column - 0.5) / most, 0, 1);
                (double red, double green, double blue) = ColorOf(heat);
                Span<byte> pixel = pixels.Slice(((y * width) + x) * 4, 3);
                double share = Opacity * Math.Sqrt(heat);
                pixel[0] = Mixed(pixel[0], red, share);
                pixel[1] = Mixed(pixel[1], green, share);
                pixel[2] = Mixed(pixel[2], blue, share);
            }
        }
    }

    private static double Most(ExplanationMap map)
    {
        if (map.Height * map.Width < 64 * 64)
            return map.Max;
        float[] sorted = map.Values.ToArray();
        Array.Sort(sorted);
        float bright = sorted[(int)(Brightest * (sorted.Length - 1))];
        return bright > 0 ? bright : sorted[^1];
    }

    /// <summary>The map's value at a place between the centres of its cells, by the four around it.</summary>
    private static double Between(ExplanationMap map, double row, double column)
    {
        row = Math.Clamp(row, 0, map.Height - 1);
        column = Math.Clamp(column, 0, map.Width - 1);
        int top = (int)row,
            left = (int)column,
            bottom = Math.Min(top + 1, map.Height - 1),
            right = Math.Min(left + 1, map.Width - 1);
        double down = row - top,
            across = column - left;
        return (((map[top, left] * (1 - across)) + (map[top, right] * across)) * (1 - down))
            + (((map[bottom, left] * (1 - across)) + (map[bottom, right] * across)) * down);
    }

    /// <summary>Blue for the least over cyan, green and yellow to red for the most; each 0 to 1.</summary>
    private static (double Red, double Green, double Blue) ColorOf(double heat)
    {
        return (Bump(Math.Min(heat, 0.75), 0.75), Bump(heat, 0.5), Bump(heat, 0.25));

        static double Bump(double heat, double centre) => Math.Clamp(1.5 - (4 * Math.Abs(heat - centre)), 0, 1);
    }

    private static byte Mixed(byte photo, double colour, double share) => (byte)Math.Round((photo * (1 - share)) + (255 * colour * share));
}
