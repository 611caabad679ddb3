namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>Changes of each pixel by itself.</summary>
internal static class ColorChanges
{
    private const double Full = 255;

    public static PhotoPixels Multiply(PhotoPixels photo, double factor) => Map(photo, v => v * factor);

    public static PhotoPixels Contrast(PhotoPixels photo, double factor)
    {
        double sum = 0;
        for (int i = 0; i < photo.Values.Length; i += PhotoPixels.Channels)
            sum += Luma(photo.Values, i);
        double mean = Math.Floor((sum / (photo.Values.Length / PhotoPixels.Channels)) + 0.5);
        return Map(photo, v => mean + (factor * (v - mean)));
    }

    public static PhotoPixels Desaturate(PhotoPixels photo, double share)
    {
        var values = new byte[photo.Values.Length];
        for (int i = 0; i < values.Length; i += PhotoPixels.Channels)
        {
            int gray = Luma(photo.Values, i);
            for (int c = i; c < i + PhotoPixels.Channels; c++)
                values[c] = PhotoPixels.Byte(((1 - share) * photo.Values[c]) + (share * gray));
        }

        return photo with
        {
            Values = values,
        };
    }

    public static PhotoPixels Hue(PhotoPixels photo, double degrees)
    {
        var values = new byte[photo.Values.Length];
        for (int i = 0; i < values.Length; i += PhotoPixels.Channels)
            TurnHue(photo.Values.AsSpan(i, PhotoPixels.Channels), values.AsSpan(i, PhotoPixels.Channels), degrees / 60);
        return photo with { Values = values };
    }

    public static PhotoPixels Noise(PhotoPixels photo, double deviation, int seed)
    {
        var random = new RandomStream(seed);
        var values = new byte[photo.Values.Length];
        for (int i = 0; i < values.Length; i += 2)
        {
            (double first, double second) = random.NormalPair();
            values[i] = PhotoPixels.Byte(photo.Values[i] + (Full * deviation * first));
            if (i + 1 < values.Length)
                values[i + 1] = PhotoPixels.Byte(photo.Values[i + 1] + (Full * deviation * second));
        }

        return photo with
        {
            Values = values,
        };
    }

    /// <summary>Brightness as ITU-R BT.601 has it, in the whole numbers of Pillow's conversion to grey.</summary>
    private static int Luma(byte[] values, int at) =>
        ((values[at] * 19595) + (values[at + 1] * 38470) + (values[at + 2] * 7471) + 0x8000) >> 16;

    private static PhotoPixels Map(PhotoPixels photo, Func<double, double> change)
    {
        byte[] table = [.. Enumerable.Range(0, 256).Select(v => PhotoPixels.Byte(change(v)))];
        return photo with { Values = [.. photo.Values.Select(v => table[v])] };
    }

    /// <summary>Moves a color around the circle of hues of the HSV model, by sixths of it.</summary>
    private static void TurnHue(ReadOnlySpan<byte> from, Span<byte> to, double sixths)
    {
        double most = Math.Max(Math.Max(from[0], from[1]), from[2]),
            least = Math.Min(Math.Min(from[0], from[1]), from[2]),
            range = most - least;
        if (range == 0)
        {
            from.CopyTo(to);
            return;
        }

        double hue =
            most == from[0] ? (from[1] - from[2]) / range
            : most == from[1] ? 2 + ((from[2] - from[0]) / range)
            : 4 + ((from[0] - from[1]) / range);
        // Red has the hue 0, green 2 and blue 4: as far from one as 1 it is full, from 2 on it is at its least.
        for (int c = 0; c < PhotoPixels.Channels; c++)
        {
            double distance = Math.Abs(Math.IEEERemainder(hue + sixths - (2 * c), 6));
            to[c] = PhotoPixels.Byte(least + (range * Math.Clamp(2 - distance, 0, 1)));
        }
    }
}
