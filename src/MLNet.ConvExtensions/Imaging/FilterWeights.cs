using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Imaging;

/// <summary>
/// For every position of a line of output: which positions of the input count, and how much. The arrays are used again for the next
/// image, and kept as they are for one of the same size.
/// </summary>
/// <param name="copies">How often every weight stands in a row, for a kernel that handles as many channels at once.</param>
internal sealed class FilterWeights(int copies)
{
    /// <summary>Bits of a weight behind the point.</summary>
    public const int Precision = 22;

    private Line _line;
    private int[] _first = [];
    private int[] _count = [];
    private int[] _weights = [];
    private double[] _exact = [];
    private int _most;

    /// <summary>The first position of the input that counts.</summary>
    public ReadOnlySpan<int> First => _first.AsSpan(0, _line.Length);

    /// <summary>How many positions of the input count.</summary>
    public ReadOnlySpan<int> Count => _count.AsSpan(0, _line.Length);

    /// <summary>The weights of one position of the output, each as often as asked for.</summary>
    public ref int WeightsOf(int i) => ref MemoryMarshal.GetReference(_weights.AsSpan(i * _most * copies));

    /// <summary>Computes the weights of a line, unless they are those at hand, as they are for photos of one camera.</summary>
    public void Prepare(in Line line)
    {
        if (line == _line)
            return;
        // Named only when whole: memory that runs out on the way must not leave weights of another line under this one's name.
        _line = default;
        double scale = line.Extent / line.Output;
        double widening = Math.Max(scale, 1);
        double support = Reach(line.Interpolation) * widening;
        _most = (int)Math.Ceiling(support) * 2 + 1;
        Reserve(ref _first, line.Length);
        Reserve(ref _count, line.Length);
        Reserve(ref _weights, checked(line.Length * _most * copies));
        Reserve(ref _exact, _most);
        if (line.Interpolation == Interpolation.Nearest)
        {
            PrepareNearest(line, scale);
            _line = line;
            return;
        }

        for (int i = 0; i < line.Length; i++)
        {
            // Pillow skips a pass that would change nothing; the weight of one pixel is then exactly one.
            if (line.Extent == line.Output)
            {
                (_first[i], _count[i]) = (line.Start + i, 1);
                SetWeight(i, 0, 1 << Precision);
                continue;
            }

            double center = (line.Start + i + 0.5) * scale;
            int first = Math.Max((int)(center - support + 0.5), 0);
            int count = Math.Min((int)(center + support + 0.5), line.Input) - first;
            double sum = 0;
            for (int j = 0; j < count; j++)
                sum += _exact[j] = Filter((j + first - center + 0.5) / widening, line.Interpolation);
            for (int j = 0; j < count; j++)
            {
                double weight = _exact[j] / sum * (1 << Precision);
                SetWeight(i, j, (int)(weight < 0 ? weight - 0.5 : weight + 0.5));
            }

            (_first[i], _count[i]) = (first, count);
        }

        _line = line;
    }

    private static void Reserve<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = new T[length];
    }

    private void SetWeight(int i, int j, int weight) => _weights.AsSpan((i * _most + j) * copies, copies).Fill(weight);

    /// <summary>Pillow adds the step up, and so does this: what is rounded on the way decides where positions lie on an edge.</summary>
    private void PrepareNearest(in Line line, double scale)
    {
        double position = scale * 0.5;
        for (int i = 0; i < line.Start; i++)
            position += scale;
        for (int i = 0; i < line.Length; i++, position += scale)
        {
            (_first[i], _count[i]) = (Math.Min((int)position, line.Input - 1), 1);
            SetWeight(i, 0, 1 << Precision);
        }
    }

    /// <summary>How far a filter reaches, in pixels of the coarser of the two images.</summary>
    private static double Reach(Interpolation interpolation) =>
        interpolation switch
        {
            Interpolation.Bicubic => 2,
            Interpolation.Lanczos => 3,
            Interpolation.Box or Interpolation.Nearest => 0.5,
            _ => 1,
        };

    private static double Filter(double x, Interpolation interpolation)
    {
        if (interpolation == Interpolation.Box)
            return x is > -0.5 and <= 0.5 ? 1 : 0;
        x = Math.Abs(x);
        return interpolation switch
        {
            Interpolation.Bilinear => x < 1 ? 1 - x : 0,
            Interpolation.Lanczos => x < 3 ? Sinc(x) * Sinc(x / 3) : 0,
            Interpolation.Hamming => x < 1 ? Sinc(x) * (0.54 + (0.46 * Math.Cos(x * Math.PI))) : 0,
            _ => Cubic(x),
        };
    }

    private static double Cubic(double x)
    {
        const double a = -0.5;
        return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1
            : x < 2 ? (((x - 5) * x + 8) * x - 4) * a
            : 0;
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);

    /// <summary>A line of an image to be resized.</summary>
    /// <param name="Input">Positions of the input.</param>
    /// <param name="Extent">
    /// How many of these the image covers; fewer by a fraction where a decoder made the image smaller and rounded up.
    /// </param>
    /// <param name="Output">Positions of the whole output.</param>
    /// <param name="Start">The first position of the output that is wanted.</param>
    /// <param name="Length">How many positions of the output are wanted.</param>
    /// <param name="Interpolation">The filter.</param>
    internal readonly record struct Line(int Input, double Extent, int Output, int Start, int Length, Interpolation Interpolation);
}
