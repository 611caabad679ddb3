namespace MLNet.ConvExtensions.Imaging;

/// <summary>
/// Resizes an image with an antialiasing filter and cuts out a window of the result, without computing the rest.
/// </summary>
/// <remarks>
/// The arithmetic is that of Pillow for 8-bit images, so that networks see what they saw in training: columns first, rounded to
/// bytes, then rows; weights as integers with 22 bits behind the point; no pass along a side that keeps its length.
/// </remarks>
internal sealed class ImageResizer
{
    private const int Precision = 22;
    private const int Half = 1 << (Precision - 1);

    private FilterWeights _horizontal = FilterWeights.None;
    private FilterWeights _vertical = FilterWeights.None;
    private byte[] _columns = [];
    private int[] _sums = [];

    /// <summary>Resizes to <paramref name="width"/> x <paramref name="height"/> and writes the given window of it.</summary>
    /// <param name="source">The image.</param>
    /// <param name="width">Width of the whole resized image.</param>
    /// <param name="height">Height of the whole resized image.</param>
    /// <param name="window">The part of the resized image to compute.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="target">Receives the window as RGB bytes, three a pixel, row by row.</param>
    public void Resize(PixelBuffer source, int width, int height, Window window, Interpolation interpolation, Span<byte> target)
    {
        _horizontal = _horizontal.For(source.Width, width, window.Left, window.Width, interpolation);
        _vertical = _vertical.For(source.Height, height, window.Top, window.Height, interpolation);

        int firstRow = _vertical.First[0];
        int rows = _vertical.First[^1] + _vertical.Count[^1] - firstRow;
        int stride = window.Width * 3;
        if (_columns.Length < rows * stride)
            _columns = GC.AllocateUninitializedArray<byte>(rows * stride);
        for (int y = 0; y < rows; y++)
        {
            ReadOnlySpan<byte> row = source.Bytes.AsSpan((firstRow + y) * source.Width * 4, source.Width * 4);
            ResampleColumns(row, _columns.AsSpan(y * stride, stride));
        }

        if (_sums.Length < stride)
            _sums = new int[stride];
        for (int y = 0; y < window.Height; y++)
            ResampleRow(y, firstRow, stride, target.Slice(y * stride, stride));
    }

    private void ResampleColumns(ReadOnlySpan<byte> row, Span<byte> output)
    {
        FilterWeights filter = _horizontal;
        for (int x = 0; x < filter.First.Length; x++)
        {
            int red = Half, green = Half, blue = Half;
            ReadOnlySpan<int> weights = filter.WeightsOf(x);
            ReadOnlySpan<byte> pixels = row.Slice(filter.First[x] * 4, weights.Length * 4);
            for (int i = 0; i < weights.Length; i++)
            {
                int weight = weights[i];
                red += weight * pixels[i * 4];
                green += weight * pixels[i * 4 + 1];
                blue += weight * pixels[i * 4 + 2];
            }

            output[x * 3] = ToByte(red);
            output[x * 3 + 1] = ToByte(green);
            output[x * 3 + 2] = ToByte(blue);
        }
    }

    private void ResampleRow(int y, int firstRow, int stride, Span<byte> output)
    {
        ReadOnlySpan<int> weights = _vertical.WeightsOf(y);
        Span<int> sums = _sums.AsSpan(0, stride);
        sums.Fill(Half);
        for (int i = 0; i < weights.Length; i++)
        {
            int weight = weights[i];
            ReadOnlySpan<byte> row = _columns.AsSpan((_vertical.First[y] - firstRow + i) * stride, stride);
            for (int x = 0; x < sums.Length; x++)
                sums[x] += weight * row[x];
        }

        for (int x = 0; x < sums.Length; x++)
            output[x] = ToByte(sums[x]);
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> Precision, 0, 255);

    /// <summary>A rectangle within an image.</summary>
    internal readonly record struct Window(int Left, int Top, int Width, int Height);

    /// <summary>For every position of a line of output: which positions of the input count, and how much.</summary>
    private sealed class FilterWeights
    {
        public static readonly FilterWeights None = new(0, 0, 0, 0, Interpolation.Bilinear);

        private readonly (int Input, int Output, int Start, int Length, Interpolation Interpolation) _key;
        private readonly int[] _weights;
        private readonly int _most;

        private FilterWeights(int input, int output, int start, int length, Interpolation interpolation)
        {
            _key = (input, output, start, length, interpolation);
            First = new int[length];
            Count = new int[length];
            double scale = (double)input / output;
            double widening = Math.Max(scale, 1);
            double support = (interpolation == Interpolation.Bicubic ? 2.0 : 1.0) * widening;
            _most = length == 0 ? 0 : (int)Math.Ceiling(support) * 2 + 1;
            _weights = new int[length * _most];
            Span<double> exact = _most <= 1024 ? stackalloc double[_most] : new double[_most];
            for (int i = 0; i < length; i++)
            {
                if (input == output)
                {
                    // Pillow skips a pass that would change nothing; the weight of one pixel is then exactly one.
                    (First[i], Count[i], _weights[i * _most]) = (start + i, 1, 1 << Precision);
                    continue;
                }

                double center = (start + i + 0.5) * scale;
                int first = Math.Max((int)(center - support + 0.5), 0);
                int count = Math.Min((int)(center + support + 0.5), input) - first;
                double sum = 0;
                for (int j = 0; j < count; j++)
                    sum += exact[j] = Filter((j + first - center + 0.5) / widening, interpolation);
                for (int j = 0; j < count; j++)
                {
                    double weight = exact[j] / sum * (1 << Precision);
                    _weights[i * _most + j] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
                }

                (First[i], Count[i]) = (first, count);
            }
        }

        public int[] First { get; }

        public int[] Count { get; }

        public ReadOnlySpan<int> WeightsOf(int i) => _weights.AsSpan(i * _most, Count[i]);

        /// <summary>These weights if they are the ones asked for, as they are for photos of one camera; new ones otherwise.</summary>
        public FilterWeights For(int input, int output, int start, int length, Interpolation interpolation) =>
            _key == (input, output, start, length, interpolation) ? this : new FilterWeights(input, output, start, length, interpolation);

        private static double Filter(double x, Interpolation interpolation)
        {
            x = Math.Abs(x);
            if (interpolation == Interpolation.Bilinear)
                return x < 1 ? 1 - x : 0;
            const double a = -0.5;
            return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1
                : x < 2 ? (((x - 5) * x + 8) * x - 4) * a
                : 0;
        }
    }
}
