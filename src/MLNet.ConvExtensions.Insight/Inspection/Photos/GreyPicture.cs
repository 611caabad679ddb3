namespace MLNet.ConvExtensions.Insight.Inspection.Photos;

/// <summary>Brightness of a picture's pixels, 0 to 255, row by row.</summary>
internal sealed class GreyPicture(int width, int height, float[] values)
{
    public int Width => width;

    public int Height => height;

    public float[] Values => values;

    /// <summary>The luma of pixels of red, green, blue and transparency.</summary>
    public static GreyPicture OfRgba(int width, int height, ReadOnlySpan<byte> pixels)
    {
        var values = new float[width * height];
        for (int i = 0; i < values.Length; i++)
            values[i] = (0.299f * pixels[4 * i]) + (0.587f * pixels[(4 * i) + 1]) + (0.114f * pixels[(4 * i) + 2]);
        return new GreyPicture(width, height, values);
    }

    /// <summary>Another size, each pixel the mean of the area that it covers.</summary>
    public GreyPicture Resize(int newWidth, int newHeight)
    {
        if (newWidth == width && newHeight == height)
            return this;
        float[] columns = Average(values, height, width, newWidth),
            turned = Transpose(columns, height, newWidth),
            rows = Average(turned, newWidth, height, newHeight);
        return new GreyPicture(newWidth, newHeight, Transpose(rows, newWidth, newHeight));
    }

    /// <summary>Left and right exchanged.</summary>
    public GreyPicture Mirror()
    {
        var mirrored = (float[])values.Clone();
        for (int y = 0; y < height; y++)
            Array.Reverse(mirrored, y * width, width);
        return new GreyPicture(width, height, mirrored);
    }

    /// <summary>The variance of the Laplacian over all pixels, with the picture mirrored at its borders but for the border
    /// itself.</summary>
    public double LaplacianVariance()
    {
        double sum = 0,
            squares = 0;
        for (int y = 0; y < height; y++)
        {
            int above = width * Inside(y - 1, height),
                below = width * Inside(y + 1, height),
                row = width * y;
            for (int x = 0; x < width; x++)
            {
                double value =
                    values[above + x]
                    + values[below + x]
                    + values[row + Inside(x - 1, width)]
                    + values[row + Inside(x + 1, width)]
                    - (4.0 * values[row + x]);
                sum += value;
                squares += value * value;
            }
        }

        double mean = sum / values.Length;
        return Math.Max(0, (squares / values.Length) - (mean * mean));
    }

    private static int Inside(int index, int length) =>
        length == 1 ? 0
        : index < 0 ? 1
        : index >= length ? length - 2
        : index;

    private static float[] Average(float[] source, int lines, int length, int newLength)
    {
        var result = new float[lines * newLength];
        double step = (double)length / newLength;
        var weights = new double[(int)Math.Ceiling(step) + 1];
        for (int i = 0; i < newLength; i++)
        {
            double from = i * step,
                to = Math.Min(length, from + step);
            int first = (int)from,
                last = Math.Min(length - 1, (int)Math.Ceiling(to) - 1);
            Span<double> used = weights.AsSpan(0, last - first + 1);
            for (int j = 0; j < used.Length; j++)
                used[j] = Math.Min(to, first + j + 1) - Math.Max(from, first + j);
            for (int line = 0; line < lines; line++)
            {
                ReadOnlySpan<float> pixels = source.AsSpan((line * length) + first, used.Length);
                double sum = 0;
                for (int j = 0; j < used.Length; j++)
                    sum += pixels[j] * used[j];
                result[(line * newLength) + i] = (float)(sum / (to - from));
            }
        }

        return result;
    }

    private static float[] Transpose(float[] source, int rows, int columns)
    {
        var result = new float[source.Length];
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
                result[(x * rows) + y] = source[(y * columns) + x];
        }

        return result;
    }
}
