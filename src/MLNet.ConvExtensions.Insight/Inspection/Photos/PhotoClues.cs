namespace MLNet.ConvExtensions.Insight.Inspection.Photos;

/// <summary>What tells photos apart without their subject: their size and file, their colors as a whole, and their border.</summary>
internal static class PhotoClues
{
    private const double BorderPart = 0.06;

    /// <summary>What each vector of <see cref="Of"/> is.</summary>
    public static IReadOnlyList<string> Names { get; } = ["size and file", "mean color and brightness", "border"];

    /// <param name="statistics">The photo's size and brightness.</param>
    /// <param name="width">The width of <paramref name="pixels"/>.</param>
    /// <param name="height">Their height.</param>
    /// <param name="pixels">Red, green, blue and transparency.</param>
    public static float[][] Of(PhotoStatistics statistics, int width, int height, ReadOnlySpan<byte> pixels)
    {
        float[] size =
        [
            statistics.Width,
            statistics.Height,
            (float)statistics.Width / statistics.Height,
            (float)(statistics.FileBytes / ((double)statistics.Width * statistics.Height)),
        ];
        float[] whole = MeanColor(width, pixels, 0, 0, width, height);
        float[] color = [.. whole, (float)statistics.Brightness, (float)statistics.Shadows, (float)statistics.Highlights];
        int thick = Math.Max(1, (int)(BorderPart * Math.Min(width, height))),
            middleX = width / 2,
            middleY = height / 2;
        float[] border =
        [
            .. MeanColor(width, pixels, 0, 0, middleX, thick),
            .. MeanColor(width, pixels, middleX, 0, width, thick),
            .. MeanColor(width, pixels, 0, height - thick, middleX, height),
            .. MeanColor(width, pixels, middleX, height - thick, width, height),
            .. MeanColor(width, pixels, 0, 0, thick, middleY),
            .. MeanColor(width, pixels, 0, middleY, thick, height),
            .. MeanColor(width, pixels, width - thick, 0, width, middleY),
            .. MeanColor(width, pixels, width - thick, middleY, width, height),
        ];
        return [size, color, border];
    }

    private static float[] MeanColor(int width, ReadOnlySpan<byte> pixels, int left, int top, int right, int bottom)
    {
        long red = 0,
            green = 0,
            blue = 0;
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                int at = 4 * ((y * width) + x);
                red += pixels[at];
                green += pixels[at + 1];
                blue += pixels[at + 2];
            }
        }

        float count = Math.Max(1, (right - left) * (bottom - top));
        return [red / count, green / count, blue / count];
    }
}
