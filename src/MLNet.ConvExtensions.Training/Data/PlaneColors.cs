using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// Changes colours as torchvision's ColorJitter does: brightness, contrast, saturation, hue, in this order, each held inside of the range.
/// </summary>
internal static class PlaneColors
{
    // The grey of ITU-R 601-2, as torchvision and Pillow have it.
    private static readonly float[] Grey = [0.299f, 0.587f, 0.114f];

    public static void Apply(ImagePlanes image, AugmentationOptions options, (float Least, float Most) range, ref SampleRandom random)
    {
        bool colored = image.Channels == 3;
        if (options.Brightness > 0)
            Brighten(image, Factor(options.Brightness, ref random), range);
        if (options.Contrast > 0)
            Contrast(image, Factor(options.Contrast, ref random), range);
        if (options.Saturation > 0 && colored)
            Saturate(image, Factor(options.Saturation, ref random), range);
        if (options.Hue > 0 && colored)
            TurnHue(image, (float)random.NextDouble(-options.Hue, options.Hue), range);
        if (options.Grayscale > 0 && colored && random.Happens(options.Grayscale))
            Saturate(image, 0, range);
    }

    public static void Brighten(ImagePlanes image, float factor, (float Least, float Most) range)
    {
        // Darkness is the least value: 0 of images, -1 of vectors from -1 to 1.
        Stretch(image.Values, range.Least, factor, range);
    }

    public static void Contrast(ImagePlanes image, float factor, (float Least, float Most) range)
    {
        float mean;
        if (image.Shape.Channels == 3)
        {
            double sum = 0;
            for (int channel = 0; channel < 3; channel++)
                sum += Grey[channel] * TensorPrimitives.Sum<float>(image.Plane(channel));
            mean = (float)(sum / image.Size);
        }
        else
        {
            mean = TensorPrimitives.Sum<float>(image.Values) / image.Values.Length;
        }

        Stretch(image.Values, mean, factor, range);
    }

    public static void Saturate(ImagePlanes image, float factor, (float Least, float Most) range)
    {
        Span<float> red = image.Plane(0),
            green = image.Plane(1),
            blue = image.Plane(2);
        Span<Vector<float>> reds = MemoryMarshal.Cast<float, Vector<float>>(red),
            greens = MemoryMarshal.Cast<float, Vector<float>>(green),
            blues = MemoryMarshal.Cast<float, Vector<float>>(blue);
        for (int i = 0; i < reds.Length; i++)
        {
            Vector<float> grey = (Grey[0] * reds[i]) + (Grey[1] * greens[i]) + (Grey[2] * blues[i]);
            reds[i] = Hold(grey + ((reds[i] - grey) * factor), range);
            greens[i] = Hold(grey + ((greens[i] - grey) * factor), range);
            blues[i] = Hold(grey + ((blues[i] - grey) * factor), range);
        }

        for (int i = reds.Length * Vector<float>.Count; i < red.Length; i++)
        {
            float grey = (Grey[0] * red[i]) + (Grey[1] * green[i]) + (Grey[2] * blue[i]);
            red[i] = Math.Clamp(grey + ((red[i] - grey) * factor), range.Least, range.Most);
            green[i] = Math.Clamp(grey + ((green[i] - grey) * factor), range.Least, range.Most);
            blue[i] = Math.Clamp(grey + ((blue[i] - grey) * factor), range.Least, range.Most);
        }
    }

    /// <summary>Turns the hue of HSV by a part of the circle.</summary>
    public static void TurnHue(ImagePlanes image, float turn, (float Least, float Most) range)
    {
        Span<float> red = image.Plane(0),
            green = image.Plane(1),
            blue = image.Plane(2);
        float width = range.Most > range.Least ? range.Most - range.Least : 1;
        for (int i = 0; i < red.Length; i++)
        {
            float r = (red[i] - range.Least) / width,
                g = (green[i] - range.Least) / width,
                b = (blue[i] - range.Least) / width;
            float most = Math.Max(r, Math.Max(g, b)),
                chroma = most - Math.Min(r, Math.Min(g, b));
            if (chroma <= 0)
                continue;
            float sixth =
                most == r ? (g - b) / chroma
                : most == g ? 2 + ((b - r) / chroma)
                : 4 + ((r - g) / chroma);
            sixth += turn * 6;
            sixth -= 6 * MathF.Floor(sixth / 6);
            red[i] = range.Least + (width * Channel(5));
            green[i] = range.Least + (width * Channel(3));
            blue[i] = range.Least + (width * Channel(1));

            float Channel(int n)
            {
                float k = (n + sixth) % 6;
                return most - (chroma * Math.Clamp(Math.Min(k, 4 - k), 0, 1));
            }
        }
    }

    /// <summary>Changes the distances to a value.</summary>
    private static void Stretch(Span<float> values, float from, float factor, (float Least, float Most) range)
    {
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var middle = new Vector<float>(from);
        foreach (ref Vector<float> vector in vectors)
            vector = Hold(middle + ((vector - middle) * factor), range);
        foreach (ref float value in values[(vectors.Length * Vector<float>.Count)..])
            value = Math.Clamp(from + ((value - from) * factor), range.Least, range.Most);
    }

    // As Math.Clamp, to the bit.
    private static Vector<float> Hold(Vector<float> values, (float Least, float Most) range)
    {
        Vector<float> least = new(range.Least),
            most = new(range.Most);
        values = Vector.ConditionalSelect(Vector.LessThan(values, least), least, values);
        return Vector.ConditionalSelect(Vector.GreaterThan(values, most), most, values);
    }

    private static float Factor(double most, ref SampleRandom random) => (float)random.NextDouble(1 - most, 1 + most);
}
