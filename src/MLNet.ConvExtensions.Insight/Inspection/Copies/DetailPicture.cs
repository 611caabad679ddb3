using System.Numerics.Tensors;
using MLNet.ConvExtensions.Insight.Inspection.Photos;

namespace MLNet.ConvExtensions.Insight.Inspection.Copies;

/// <summary>
/// The details of a picture: what is left when it is smoothed a little, against noise and errors of half a pixel, and its slow changes are
/// taken away. Skies and other smooth gradients correlate with each other; details only with those of the same picture.
/// </summary>
internal static class DetailPicture
{
    private const int Slow = 4;
    private const int SelfSimilarityStep = 2;

    public static float[] Of(float[] values, int width, int height)
    {
        float[] smooth = Smooth(values, width, height),
            means = Means(smooth, width, height);
        TensorPrimitives.Subtract(smooth, means, smooth);
        return smooth;
    }

    public static float[] Of(GreyPicture picture) => Of(picture.Values, picture.Width, picture.Height);

    /// <summary>The cosine between two pictures' details; 0 where one has none.</summary>
    public static double Correlation(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        double product = TensorPrimitives.Dot(first, second),
            squares = (double)TensorPrimitives.SumOfSquares(first) * TensorPrimitives.SumOfSquares(second);
        return squares > 0 ? product / Math.Sqrt(squares) : 0;
    }

    /// <summary>
    /// The highest correlation between a picture's details and the same details moved by a tenth of its side or more. Stripes, bricks and
    /// lone horizons look the same in many places, so that a part of one fits into another by chance.
    /// </summary>
    public static double SelfSimilarity(float[] details, int width, int height)
    {
        int near = width / 10,
            far = 3 * width / 8;
        double highest = 0;
        for (int down = 0; down <= far; down += SelfSimilarityStep)
        {
            for (int right = -far; right <= far; right += SelfSimilarityStep)
            {
                if (down < near && Math.Abs(right) < near)
                    continue;
                double product = 0,
                    squares = 0,
                    moved = 0;
                int from = Math.Max(0, -right),
                    length = width - Math.Abs(right);
                for (int y = 0; y + down < height; y++)
                {
                    ReadOnlySpan<float> row = details.AsSpan((y * width) + from, length),
                        other = details.AsSpan(((y + down) * width) + from + right, length);
                    product += TensorPrimitives.Dot(row, other);
                    squares += TensorPrimitives.SumOfSquares(row);
                    moved += TensorPrimitives.SumOfSquares(other);
                }

                if (squares > 0 && moved > 0)
                    highest = Math.Max(highest, product / Math.Sqrt(squares * moved));
            }
        }

        return highest;
    }

    /// <summary>Weights of 1, 2, 1 in both directions.</summary>
    private static float[] Smooth(float[] values, int width, int height)
    {
        var rows = new float[values.Length];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> from = values.AsSpan(y * width, width);
            Span<float> to = rows.AsSpan(y * width, width);
            if (width > 2)
                Smooth(from[..^2], from[1..^1], from[2..], to[1..^1]);
            foreach (int x in (ReadOnlySpan<int>)[0, width - 1])
                to[x] = (from[Math.Max(0, x - 1)] + (2 * from[x]) + from[Math.Min(width - 1, x + 1)]) / 4;
        }

        var result = new float[values.Length];
        for (int y = 0; y < height; y++)
            Smooth(Row(y - 1), Row(y), Row(y + 1), result.AsSpan(y * width, width));
        return result;

        ReadOnlySpan<float> Row(int y) => rows.AsSpan(Math.Clamp(y, 0, height - 1) * width, width);
    }

    private static void Smooth(ReadOnlySpan<float> before, ReadOnlySpan<float> at, ReadOnlySpan<float> behind, Span<float> to)
    {
        TensorPrimitives.MultiplyAdd(at, 2, before, to);
        TensorPrimitives.Add(to, behind, to);
        TensorPrimitives.Multiply(to, 0.25f, to);
    }

    private static float Mean(ReadOnlySpan<double> top, ReadOnlySpan<double> bottom, int left, int right, int high) =>
        (float)((bottom[right] - bottom[left] - top[right] + top[left]) / ((right - left) * high));

    /// <summary>The mean around each pixel, by sums over all pixels above and to the left.</summary>
    private static float[] Means(float[] values, int width, int height)
    {
        var sums = new double[(width + 1) * (height + 1)];
        for (int y = 0; y < height; y++)
        {
            double line = 0;
            for (int x = 0; x < width; x++)
            {
                line += values[(y * width) + x];
                sums[((y + 1) * (width + 1)) + x + 1] = sums[(y * (width + 1)) + x + 1] + line;
            }
        }

        var means = new float[values.Length];
        for (int y = 0; y < height; y++)
        {
            int first = Math.Max(0, y - Slow),
                last = Math.Min(height, y + Slow + 1),
                high = last - first;
            ReadOnlySpan<double> top = sums.AsSpan(first * (width + 1), width + 1),
                bottom = sums.AsSpan(last * (width + 1), width + 1);
            Span<float> row = means.AsSpan(y * width, width);
            int inside = Math.Max(Slow, width - Slow);
            for (int x = 0; x < Math.Min(Slow, width); x++)
                row[x] = Mean(top, bottom, 0, Math.Min(width, x + Slow + 1), high);
            for (int x = Slow; x < width - Slow; x++)
                row[x] = Mean(top, bottom, x - Slow, x + Slow + 1, high);
            for (int x = inside; x < width; x++)
                row[x] = Mean(top, bottom, x - Slow, width, high);
        }

        return means;
    }
}
