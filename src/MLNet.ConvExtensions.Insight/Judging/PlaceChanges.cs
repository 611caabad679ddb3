namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>Changes of where things are in a photo, and of what can be seen of them.</summary>
internal static class PlaceChanges
{
    private const byte Gray = 127;

    /// <summary>Turns the photo about its centre, to the side that the seed says.</summary>
    public static PhotoPixels Rotate(PhotoPixels photo, double degrees, int seed)
    {
        double angle = (new RandomStream(seed).Uniform() < 0.5 ? -1 : 1) * degrees * Math.PI / 180,
            middleX = (photo.Width - 1) / 2.0,
            middleY = (photo.Height - 1) / 2.0;
        (double sine, double cosine) = Math.SinCos(angle);
        var values = new byte[photo.Values.Length];
        for (int y = 0, to = 0; y < photo.Height; y++)
        {
            for (int x = 0; x < photo.Width; x++, to += PhotoPixels.Channels)
            {
                double right = x - middleX,
                    down = y - middleY;
                Sample(
                    photo,
                    middleX + (cosine * right) - (sine * down),
                    middleY + (sine * right) + (cosine * down),
                    values.AsSpan(to, PhotoPixels.Channels)
                );
            }
        }

        return photo with
        {
            Values = values,
        };
    }

    /// <summary>
    /// Moves the photo by a part of its shorter side, in the direction that the seed says. What comes in at the other side is mirrored.
    /// </summary>
    public static PhotoPixels Shift(PhotoPixels photo, double share, int seed)
    {
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * new RandomStream(seed).Uniform());
        int right = (int)Math.Floor((share * photo.ShorterSide * cosine) + 0.5),
            down = (int)Math.Floor((share * photo.ShorterSide * sine) + 0.5);
        var values = new byte[photo.Values.Length];
        for (int y = 0, to = 0; y < photo.Height; y++)
        {
            for (int x = 0; x < photo.Width; x++, to += PhotoPixels.Channels)
            {
                int fromX = Mirrored(x - right, photo.Width),
                    fromY = Mirrored(y - down, photo.Height);
                for (int c = 0; c < PhotoPixels.Channels; c++)
                    values[to + c] = photo[fromX, fromY, c];
            }
        }

        return photo with
        {
            Values = values,
        };
    }

    /// <summary>The middle of the photo, its sides divided by the factor.</summary>
    public static PhotoPixels ZoomIn(PhotoPixels photo, double factor)
    {
        int width = Divided(photo.Width, factor),
            height = Divided(photo.Height, factor),
            left = (photo.Width - width) / 2,
            top = (photo.Height - height) / 2;
        int line = width * PhotoPixels.Channels;
        var values = new byte[height * line];
        for (int y = 0; y < height; y++)
            photo.Values.AsSpan((((top + y) * photo.Width) + left) * PhotoPixels.Channels, line).CopyTo(values.AsSpan(y * line));
        return new PhotoPixels(width, height, values);
    }

    /// <summary>The photo with its sides divided by the factor, in the middle of a frame of its mean color.</summary>
    public static PhotoPixels ZoomOut(PhotoPixels photo, double factor)
    {
        int width = Divided(photo.Width, factor),
            height = Divided(photo.Height, factor),
            left = (photo.Width - width) / 2,
            top = (photo.Height - height) / 2;
        PhotoPixels small = photo.Resized(width, height);
        var values = new byte[photo.Values.Length];
        for (int c = 0; c < PhotoPixels.Channels; c++)
        {
            double sum = 0;
            for (int i = c; i < values.Length; i += PhotoPixels.Channels)
                sum += photo.Values[i];
            byte mean = PhotoPixels.Byte(sum / (values.Length / PhotoPixels.Channels));
            for (int i = c; i < values.Length; i += PhotoPixels.Channels)
                values[i] = mean;
        }

        int line = width * PhotoPixels.Channels;
        for (int y = 0; y < height; y++)
            small.Values.AsSpan(y * line, line).CopyTo(values.AsSpan((((top + y) * photo.Width) + left) * PhotoPixels.Channels));
        return photo with { Values = values };
    }

    /// <summary>Covers a part of the photo's area by a grey rectangle of its shape, at the place that the seed says.</summary>
    public static PhotoPixels Cover(PhotoPixels photo, double share, int seed)
    {
        var random = new RandomStream(seed);
        int width = Divided(photo.Width, 1 / Math.Sqrt(share)),
            height = Divided(photo.Height, 1 / Math.Sqrt(share)),
            left = (int)(random.Uniform() * (photo.Width - width + 1)),
            top = (int)(random.Uniform() * (photo.Height - height + 1));
        byte[] values = [.. photo.Values];
        for (int y = top; y < top + height; y++)
            values.AsSpan(((y * photo.Width) + left) * PhotoPixels.Channels, width * PhotoPixels.Channels).Fill(Gray);
        return photo with { Values = values };
    }

    private static int Divided(int length, double factor) => Math.Max(1, (int)Math.Floor((length / factor) + 0.5));

    /// <summary>The color between pixels, by their distances.</summary>
    private static void Sample(PhotoPixels photo, double x, double y, Span<byte> color)
    {
        int left = (int)Math.Floor(x),
            top = (int)Math.Floor(y),
            x0 = Mirrored(left, photo.Width),
            x1 = Mirrored(left + 1, photo.Width),
            y0 = Mirrored(top, photo.Height),
            y1 = Mirrored(top + 1, photo.Height);
        double right = x - left,
            down = y - top;
        for (int c = 0; c < PhotoPixels.Channels; c++)
        {
            double above = ((1 - right) * photo[x0, y0, c]) + (right * photo[x1, y0, c]),
                below = ((1 - right) * photo[x0, y1, c]) + (right * photo[x1, y1, c]);
            color[c] = PhotoPixels.Byte(((1 - down) * above) + (down * below));
        }
    }

    /// <summary>A place beyond an edge, mirrored at it: ... c b a | a b c ... </summary>
    private static int Mirrored(int at, int length)
    {
        int period = 2 * length,
            within = ((at % period) + period) % period;
        return within < length ? within : period - 1 - within;
    }
}
