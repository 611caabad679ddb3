namespace MLNet.ConvExtensions.Training.Data;

/// <summary>Moves, turns and cuts planes.</summary>
internal static class PlaneMoves
{
    /// <summary>The ways in which a square lies on itself.</summary>
    public const int Quarters = 4;

    /// <summary>Moves by whole pixels, then mirrors: values stay as they are.</summary>
    public static void Shift(
        ReadOnlySpan<float> source,
        Span<float> planes,
        SampleShape shape,
        (int Right, int Down) by,
        (bool Horizontal, bool Vertical) mirror,
        BorderFill border,
        float fill
    )
    {
        (int height, int width) = (shape.Height, shape.Width);
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            ReadOnlySpan<float> from = source.Slice(channel * height * width, height * width);
            Span<float> to = planes.Slice(channel * height * width, height * width);
            for (int y = 0; y < height; y++)
            {
                Span<float> line = to.Slice((mirror.Vertical ? height - 1 - y : y) * width, width);
                int row = Inside(y - by.Down, height, border);
                if (row < 0)
                    line.Fill(fill);
                else
                    ShiftLine(from.Slice(row * width, width), line, by.Right, border, fill);
                if (mirror.Horizontal)
                    line.Reverse();
            }
        }
    }

    /// <summary>Turns squares against the clock, as numpy.rot90 does.</summary>
    /// <param name="source">The planes, as high as wide.</param>
    /// <param name="planes">Where the turned ones go.</param>
    /// <param name="shape">Of both.</param>
    /// <param name="quarters">By how many quarters, 0 to 3.</param>
    public static void Turn(ReadOnlySpan<float> source, Span<float> planes, SampleShape shape, int quarters)
    {
        int side = shape.Width,
            last = side - 1;
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            ReadOnlySpan<float> from = source.Slice(channel * side * side, side * side);
            Span<float> to = planes.Slice(channel * side * side, side * side);
            for (int y = 0, at = 0; y < side; y++)
            {
                for (int x = 0; x < side; x++, at++)
                {
                    (int row, int column) = quarters switch
                    {
                        0 => (y, x),
                        1 => (x, last - y),
                        2 => (last - y, last - x),
                        _ => (last - x, y),
                    };
                    to[at] = from[(row * side) + column];
                }
            }
        }
    }

    private static void ShiftLine(ReadOnlySpan<float> from, Span<float> to, int right, BorderFill border, float fill)
    {
        int first = Math.Clamp(right, 0, to.Length),
            end = Math.Clamp(to.Length + right, 0, to.Length);
        if (first < end)
            from.Slice(first - right, end - first).CopyTo(to[first..]);
        for (int x = 0; x < to.Length; x++)
        {
            if (x == first && first < end)
                x = end;
            if (x >= to.Length)
                break;
            int column = Inside(x - right, to.Length, border);
            to[x] = column < 0 ? fill : from[column];
        }
    }

    /// <summary>The pixel that stands at a place along a side; -1 for none.</summary>
    public static int Inside(int at, int length, BorderFill border)
    {
        if ((uint)at < (uint)length)
            return at;
        if (border == BorderFill.Constant)
            return -1;
        if (border == BorderFill.Edge || length == 1)
            return Math.Clamp(at, 0, length - 1);
        int period = 2 * (length - 1),
            inside = ((at % period) + period) % period;
        return inside < length ? inside : period - inside;
    }
}
