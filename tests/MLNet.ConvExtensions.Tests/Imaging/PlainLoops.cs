using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions.Tests.Imaging;

/// <summary>The arithmetic of Pillow's resize, one number after the other.</summary>
internal static class PlainLoops
{
    private const int Precision = 22;

    /// <summary>The resized image, three bytes a pixel.</summary>
    public static byte[] Resize(PixelBuffer source, int width, int height, Interpolation interpolation)
    {
        var columns = new byte[source.Height * width * 3];
        for (int i = 0; i < columns.Length; i++)
        {
            int channel = i % 3,
                x = i / 3 % width,
                y = i / 3 / width;
            columns[i] = Sample(source.Width, width, x, interpolation, at => source.Bytes[(y * source.Width + at) * 4 + channel]);
        }

        var result = new byte[height * width * 3];
        for (int i = 0; i < result.Length; i++)
            result[i] = Sample(source.Height, height, i / (width * 3), interpolation, at => columns[at * width * 3 + i % (width * 3)]);
        return result;
    }

    private static byte Sample(int input, int output, int position, Interpolation interpolation, Func<int, byte> value)
    {
        if (input == output)
            return value(position);
        double scale = (double)input / output,
            widening = Math.Max(scale, 1),
            center = (position + 0.5) * scale;
        double support = (interpolation == Interpolation.Bicubic ? 2 : 1) * widening;
        int first = Math.Max(0, (int)(center - support + 0.5)),
            end = Math.Min(input, (int)(center + support + 0.5));
        double[] exact = [.. Enumerable.Range(first, end - first).Select(i => Filter((i - center + 0.5) / widening, interpolation))];
        double total = exact.Sum();
        int sum = 1 << (Precision - 1);
        for (int i = first; i < end; i++)
            sum += (int)Math.Round(exact[i - first] / total * (1 << Precision), MidpointRounding.AwayFromZero) * value(i);
        return (byte)Math.Clamp(sum >> Precision, 0, 255);
    }

    private static double Filter(double x, Interpolation interpolation)
    {
        x = Math.Abs(x);
        return interpolation == Interpolation.Bilinear ? Math.Max(0, 1 - x)
            : x < 1 ? (1.5 * x - 2.5) * x * x + 1
            : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2
            : 0;
    }
}
