using System.Numerics.Tensors;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>Blurs planes, adds noise, and hides parts.</summary>
internal static class PlaneFilters
{
    /// <summary>Blurs by a normal distribution, cut at three deviations, edges repeated.</summary>
    public static void Blur(ImagePlanes image, double deviation, Span<float> spare)
    {
        int reach = (int)Math.Ceiling(3 * deviation);
        if (deviation < 0.1)
            return;
        Span<float> weights = stackalloc float[(2 * reach) + 1];
        for (int i = -reach; i <= reach; i++)
            weights[i + reach] = (float)Math.Exp(-i * i / (2 * deviation * deviation));
        TensorPrimitives.Divide(weights, TensorPrimitives.Sum<float>(weights), weights);
        (int height, int width, int depth) = (image.Height, image.Width, image.Depth);
        int size = height * width;
        for (int slice = 0; slice < image.Channels * depth; slice++)
        {
            Span<float> plane = image.Values.Slice(slice * size, size),
                across = spare[..size];
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    float sum = 0;
                    for (int i = -reach; i <= reach; i++)
                        sum += weights[i + reach] * plane[(y * width) + Math.Clamp(x + i, 0, width - 1)];
                    across[(y * width) + x] = sum;
                }
            }

            Spread(across, plane, weights, width);
        }

        for (int channel = 0; channel < image.Channels && depth > 1; channel++)
        {
            Span<float> plane = image.Plane(channel),
                flat = spare[..plane.Length];
            plane.CopyTo(flat);
            Spread(flat, plane, weights, size);
        }
    }

    /// <summary>Blurs along the first axis of lines of values.</summary>
    private static void Spread(ReadOnlySpan<float> from, Span<float> to, ReadOnlySpan<float> weights, int line)
    {
        int lines = to.Length / line,
            reach = weights.Length / 2;
        for (int y = 0; y < lines; y++)
        {
            Span<float> sum = to.Slice(y * line, line);
            sum.Clear();
            for (int i = -reach; i <= reach; i++)
                TensorPrimitives.MultiplyAdd(from.Slice(Math.Clamp(y + i, 0, lines - 1) * line, line), weights[i + reach], sum, sum);
        }
    }

    public static void AddNoise(ImagePlanes image, float deviation, ref SampleRandom random)
    {
        foreach (ref float value in image.Values)
            value += deviation * (float)random.NextNormal();
    }

    /// <summary>
    /// Fills a square, which may reach beyond the edges, with the mean of each channel; of signals a stretch, of volumes a cube.
    /// </summary>
    public static void CutOut(ImagePlanes image, double side, ref SampleRandom random)
    {
        int shortest = image.Shape.Kind switch
        {
            SampleKind.Volume => Math.Min(image.Depth, Math.Min(image.Height, image.Width)),
            SampleKind.Image => Math.Min(image.Height, image.Width),
            _ => image.Width,
        };
        int length = (int)Math.Round(side * shortest);
        Stretch rows = Around(image.Height, length, ref random),
            columns = Around(image.Width, length, ref random),
            slices = Around(image.Depth, length, ref random);
        for (int channel = 0; channel < image.Channels; channel++)
        {
            float mean = TensorPrimitives.Sum<float>(image.Plane(channel)) / image.Size;
            for (int i = 0; i < slices.Length * rows.Length; i++)
                image.Values.Slice(Line(image, channel, slices, rows, i) + columns.Start, columns.Length).Fill(mean);
        }
    }

    /// <summary>Fills a rectangle inside the image with random values; of signals a stretch, of volumes a box.</summary>
    public static void Occlude(ImagePlanes image, (float Least, float Most) range, ref SampleRandom random)
    {
        double area = random.NextDouble(0.02, 0.33) * image.Size,
            aspect = Math.Exp(random.NextDouble(-1, 1) * Math.Log(3));
        double side = image.Shape.Kind == SampleKind.Volume ? Math.Cbrt(area) : Math.Sqrt(area);
        bool signal = image.Shape.Kind == SampleKind.Signal;
        int height = Side(side * Math.Sqrt(aspect), image.Height),
            width = Side(signal ? area : side / Math.Sqrt(aspect), image.Width),
            depth = Side(side, image.Depth);
        Stretch rows = Inside(image.Height, height, ref random),
            columns = Inside(image.Width, width, ref random),
            slices = Inside(image.Depth, depth, ref random);
        for (int channel = 0; channel < image.Channels; channel++)
        {
            for (int i = 0; i < slices.Length * rows.Length; i++)
            {
                int line = Line(image, channel, slices, rows, i);
                foreach (ref float value in image.Values.Slice(line + columns.Start, columns.Length))
                    value = (float)random.NextDouble(range.Least, range.Most);
            }
        }

        static int Side(double length, int most) => Math.Clamp((int)Math.Round(length), 1, most);
    }

    /// <summary>A stretch around a place of an axis, as far as it lies on it; an axis of one position lies in all of them.</summary>
    private static Stretch Around(int size, int length, ref SampleRandom random)
    {
        if (size == 1)
            return new(0, 1);
        int start = random.Next(size) - (length / 2),
            end = Math.Min(start + length, size);
        start = Math.Max(start, 0);
        return new(start, end - start);
    }

    /// <summary>A stretch that lies on an axis.</summary>
    private static Stretch Inside(int size, int length, ref SampleRandom random) =>
        size == 1 ? new(0, 1) : new(random.Next(size - length + 1), length);

    /// <summary>Where a line of a box begins.</summary>
    private static int Line(ImagePlanes image, int channel, Stretch slices, Stretch rows, int number)
    {
        (int z, int y) = Math.DivRem(number, rows.Length);
        return ((((channel * image.Depth) + slices.Start + z) * image.Height) + rows.Start + y) * image.Width;
    }

    /// <summary>A stretch of an axis.</summary>
    private readonly record struct Stretch(int Start, int Length);
}
