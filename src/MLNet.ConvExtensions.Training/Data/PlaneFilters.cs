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
        (int height, int width) = (image.Shape.Height, image.Shape.Width);
        for (int channel = 0; channel < image.Shape.Channels; channel++)
        {
            Span<float> plane = image.Plane(channel),
                across = spare[..plane.Length];
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

            for (int y = 0; y < height; y++)
            {
                Span<float> line = plane.Slice(y * width, width);
                line.Clear();
                for (int i = -reach; i <= reach; i++)
                    TensorPrimitives.MultiplyAdd(
                        across.Slice(Math.Clamp(y + i, 0, height - 1) * width, width),
                        weights[i + reach],
                        line,
                        line
                    );
            }
        }
    }

    public static void AddNoise(ImagePlanes image, float deviation, ref SampleRandom random)
    {
        foreach (ref float value in image.Values)
            value += deviation * (float)random.NextNormal();
    }

    /// <summary>Fills a square, which may reach beyond the edges, with the mean of each channel.</summary>
    public static void CutOut(ImagePlanes image, double side, ref SampleRandom random)
    {
        int length = (int)Math.Round(side * Math.Min(image.Shape.Height, image.Shape.Width));
        int top = random.Next(image.Shape.Height) - (length / 2),
            left = random.Next(image.Shape.Width) - (length / 2);
        int bottom = Math.Min(top + length, image.Shape.Height),
            right = Math.Min(left + length, image.Shape.Width);
        (top, left) = (Math.Max(top, 0), Math.Max(left, 0));
        for (int channel = 0; channel < image.Shape.Channels; channel++)
        {
            Span<float> plane = image.Plane(channel);
            float mean = TensorPrimitives.Sum<float>(plane) / plane.Length;
            for (int y = top; y < bottom; y++)
                plane.Slice((y * image.Shape.Width) + left, right - left).Fill(mean);
        }
    }

    /// <summary>Fills a rectangle inside the image with random values.</summary>
    public static void Occlude(ImagePlanes image, (float Least, float Most) range, ref SampleRandom random)
    {
        double area = random.NextDouble(0.02, 0.33) * image.Size,
            aspect = Math.Exp(random.NextDouble(-1, 1) * Math.Log(3));
        int height = Math.Clamp((int)Math.Round(Math.Sqrt(area * aspect)), 1, image.Shape.Height);
        int width = Math.Clamp((int)Math.Round(Math.Sqrt(area / aspect)), 1, image.Shape.Width);
        int top = random.Next(image.Shape.Height - height + 1),
            left = random.Next(image.Shape.Width - width + 1);
        for (int channel = 0; channel < image.Shape.Channels; channel++)
        {
            for (int y = top; y < top + height; y++)
            {
                foreach (ref float value in image.Plane(channel).Slice((y * image.Shape.Width) + left, width))
                    value = (float)random.NextDouble(range.Least, range.Most);
            }
        }
    }
}
