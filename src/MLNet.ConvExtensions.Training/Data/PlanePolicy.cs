using System.Numerics.Tensors;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// Makes the moves of TrivialAugment and RandAugment as torchvision makes them of bytes: places are those of the nearest pixel, and what
/// comes from outside is filled. Values that aren't whole stay so, where torchvision cuts them off.
/// </summary>
internal static class PlanePolicy
{
    private const float White = 255;

    /// <summary>Makes a move.</summary>
    /// <param name="image">An image of one or three channels.</param>
    /// <param name="move">The move.</param>
    /// <param name="fill">What lies outside.</param>
    /// <param name="range">The range of the values.</param>
    /// <param name="spare">Room for the image.</param>
    public static void Apply(ImagePlanes image, PolicyMove move, float fill, (float Least, float Most) range, Span<float> spare)
    {
        (double amount, double height, double width) = (move.Magnitude, image.Height, image.Width);
        float factor = (float)(1 + amount);
        // Colours are thought of as bytes; those of vectors are brought to 0 to 255 and back.
        bool scaled = range != (0, White) && move.Operation > PolicyOperation.Contrast;
        float unit = (range.Most - range.Least) / White;
        if (scaled && unit > 0)
            Each(image.Values, v => (v - range.Least) / unit);
        switch (move.Operation)
        {
            case PolicyOperation.ShearX:
                Fetch(image, new PlaneMap(1, amount, 0, 1, (width / 2) + (amount * height / 2), height / 2), fill, spare);
                break;
            case PolicyOperation.ShearY:
                Fetch(image, new PlaneMap(1, 0, amount, 1, width / 2, (height / 2) + (amount * width / 2)), fill, spare);
                break;
            case PolicyOperation.TranslateX:
                Fetch(image, new PlaneMap(1, 0, 0, 1, (width / 2) - Math.Truncate(amount), height / 2), fill, spare);
                break;
            case PolicyOperation.TranslateY:
                Fetch(image, new PlaneMap(1, 0, 0, 1, width / 2, (height / 2) - Math.Truncate(amount)), fill, spare);
                break;
            case PolicyOperation.Rotate:
                (double sin, double cos) = Math.SinCos(amount * Math.PI / 180);
                Fetch(image, new PlaneMap(cos, -sin, sin, cos, width / 2, height / 2), fill, spare);
                break;
            case PolicyOperation.Brightness:
                PlaneColors.Brighten(image, factor, range);
                break;
            case PolicyOperation.Color when image.Channels == 3:
                PlaneColors.Saturate(image, factor, range);
                break;
            case PolicyOperation.Contrast:
                PlaneColors.Contrast(image, factor, range);
                break;
            case PolicyOperation.Sharpness:
                Sharpen(image, factor, spare);
                break;
            case PolicyOperation.Posterize:
                float step = 1 << (8 - (int)amount);
                Each(image.Values, v => MathF.Floor(MathF.Round(v) / step) * step);
                break;
            case PolicyOperation.Solarize:
                float threshold = (float)amount;
                Each(image.Values, v => v >= threshold ? White - v : v);
                break;
            case PolicyOperation.AutoContrast:
                for (int channel = 0; channel < image.Channels; channel++)
                    Spread(image.Plane(channel));
                break;
            case PolicyOperation.Equalize:
                for (int channel = 0; channel < image.Channels; channel++)
                    Equalize(image.Plane(channel));
                break;
            default:
                break;
        }

        if (scaled && unit > 0)
            Each(image.Values, v => (v * unit) + range.Least);
    }

    private static void Each(Span<float> values, Func<float, float> change)
    {
        foreach (ref float value in values)
            value = change(value);
    }

    /// <summary>Fetches each pixel from the one that is nearest to its place.</summary>
    private static void Fetch(ImagePlanes image, PlaneMap map, float fill, Span<float> spare)
    {
        (int height, int width, int size) = (image.Height, image.Width, image.Size);
        image.Values.CopyTo(spare);
        for (int y = 0; y < height; y++)
        {
            double v = y + 0.5 - (height / 2.0);
            for (int x = 0; x < width; x++)
            {
                double u = x + 0.5 - (width / 2.0);
                int column = (int)Math.Round((map.Xx * u) + (map.Xy * v) + map.X0 - 0.5),
                    row = (int)Math.Round((map.Yx * u) + (map.Yy * v) + map.Y0 - 0.5),
                    from = (uint)column < (uint)width && (uint)row < (uint)height ? (row * width) + column : -1;
                for (int channel = 0; channel < image.Channels; channel++)
                    image.Values[(channel * size) + (y * width) + x] = from < 0 ? fill : spare[(channel * size) + from];
            }
        }
    }

    /// <summary>Moves the pixels inside away from the mean of their nine, in which they count five times, or towards it.</summary>
    private static void Sharpen(ImagePlanes image, float factor, Span<float> spare)
    {
        (int height, int width) = (image.Height, image.Width);
        if (height <= 2 || width <= 2)
            return;
        image.Values.CopyTo(spare);
        for (int channel = 0; channel < image.Channels; channel++)
        {
            ReadOnlySpan<float> from = spare.Slice(channel * image.Size, image.Size);
            Span<float> to = image.Plane(channel);
            for (int y = 1; y < height - 1; y++)
            {
                for (int at = (y * width) + 1; at < ((y + 1) * width) - 1; at++)
                {
                    float sum = (4 * from[at]) + Three(from, at - width) + Three(from, at) + Three(from, at + width),
                        smooth = sum / 13;
                    to[at] = Math.Clamp(smooth + (factor * (from[at] - smooth)), 0, White);
                }
            }
        }

        static float Three(ReadOnlySpan<float> line, int at) => line[at - 1] + line[at] + line[at + 1];
    }

    /// <summary>Stretches values so that they reach from black to white.</summary>
    private static void Spread(Span<float> plane)
    {
        float least = TensorPrimitives.Min<float>(plane),
            most = TensorPrimitives.Max<float>(plane);
        if (most <= least)
            return;
        float factor = White / (most - least);
        foreach (ref float value in plane)
            value = Math.Clamp((value - least) * factor, 0, White);
    }

    /// <summary>Gives all values about as many pixels.</summary>
    private static void Equalize(Span<float> plane)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (float value in plane)
            counts[Level(value)]++;
        int last = counts.LastIndexOfAnyExcept(0),
            step = (plane.Length - counts[last]) / 255;
        if (step == 0)
            return;
        int below = 0;
        for (int level = 0; level < counts.Length; level++)
        {
            int count = counts[level];
            counts[level] = Math.Min((below + (step / 2)) / step, 255);
            below += count;
        }

        counts[0] = 0;
        foreach (ref float value in plane)
            value = counts[Level(value)];

        static int Level(float value) => Math.Clamp((int)MathF.Round(value), 0, 255);
    }
}
