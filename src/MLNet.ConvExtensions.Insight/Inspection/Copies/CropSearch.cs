using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MLNet.ConvExtensions.Insight.Inspection.Photos;

namespace MLNet.ConvExtensions.Insight.Inspection.Copies;

/// <summary>
/// Finds where one picture may lie inside of another: the smaller one, at several sizes, is moved over the larger one on a coarse grid, and
/// the places with the highest normalised cross-correlation are given.
/// </summary>
internal sealed class CropSearch
{
    private const int Side = 32;
    private const double SmallestSide = 0.4;
    private const double Step = 0.05;

    /// <summary>Places that are compared at once: some in a row, and the same in some rows.</summary>
    private const int InRow = 8,
        Rows = 4;

    // Room behind the picture for places that reach beyond it, whose numbers aren't used.
    private const int Stride = Side + InRow,
        Height = Side + Rows;

    private readonly float[] _large = new float[Height * Stride];
    private readonly double[] _sums = new double[(Side + 1) * (Side + 1)];
    private readonly double[] _squares = new double[(Side + 1) * (Side + 1)];

    /// <param name="large">The picture that may hold the other.</param>
    public CropSearch(GreyPicture large)
    {
        float[] values = large.Resize(Side, Side).Values;
        for (int y = 0; y < Side; y++)
        {
            values.AsSpan(y * Side, Side).CopyTo(_large.AsSpan(y * Stride));
            double sum = 0,
                square = 0;
            for (int x = 0; x < Side; x++)
            {
                double value = values[(y * Side) + x];
                sum += value;
                square += value * value;
                int at = ((y + 1) * (Side + 1)) + x + 1;
                _sums[at] = _sums[at - Side - 1] + sum;
                _squares[at] = _squares[at - Side - 1] + square;
            }
        }
    }

    /// <param name="small">The picture that may be a part, stretched to a square as the large one is.</param>
    /// <param name="shape">The large photo's width by height, divided by the small one's.</param>
    /// <param name="least">The least correlation of interest.</param>
    /// <returns>The best window for each size, the best first.</returns>
    public IEnumerable<PictureWindow> Find(SizedDetails small, double shape, double least)
    {
        var found = new List<(PictureWindow Window, double Correlation)>();
        for (double part = 1; part >= SmallestSide - 1e-9; part -= Step)
        {
            // The longer side of the window is this part, the other follows from the photos' shapes.
            double width = shape >= 1 ? part / shape : part,
                height = shape >= 1 ? part : part * shape;
            if (Math.Min(width, height) < SmallestSide - 1e-9)
                break;
            (PictureWindow window, double correlation) = Best(small, (int)Math.Round(width * Side), (int)Math.Round(height * Side));
            if (correlation >= least)
                found.Add((window with { Width = width, Height = height }, correlation));
        }

        return found.OrderByDescending(f => f.Correlation).Select(f => f.Window);
    }

    private (PictureWindow Window, double Correlation) Best(SizedDetails small, int width, int height)
    {
        (float[] part, double norm) = small.Centered(width, height);
        double best = -1;
        (int bestX, int bestY) = (0, 0);
        if (norm < 1e-3)
            return (default, -1);
        Span<float> products = stackalloc float[Rows * InRow];
        for (int tops = 0; tops + height <= Side; tops += Rows)
        {
            for (int lefts = 0; lefts + width <= Side; lefts += InRow)
            {
                Multiply(part, width, height, (tops * Stride) + lefts, products);
                for (int top = tops; top < tops + Rows && top + height <= Side; top++)
                {
                    for (int left = lefts; left < lefts + InRow && left + width <= Side; left++)
                    {
                        double sum = Sum(_sums, left, top, width, height),
                            spread = Sum(_squares, left, top, width, height) - (sum * sum / part.Length);
                        if (spread < 1)
                            continue;
                        double correlation = products[((top - tops) * InRow) + left - lefts] / (norm * Math.Sqrt(spread));
                        if (correlation > best)
                            (best, bestX, bestY) = (correlation, left, top);
                    }
                }
            }
        }

        return (new PictureWindow((double)bestX / Side, (double)bestY / Side, (double)width / Side, (double)height / Side), best);
    }

    /// <summary>The products of a part with what lies under it at some places.</summary>
    private void Multiply(float[] part, int width, int height, int start, Span<float> products)
    {
        ref float large = ref MemoryMarshal.GetArrayDataReference(_large);
        Vector256<float> first = default,
            second = default,
            third = default,
            fourth = default;
        for (int y = 0; y < height; y++)
        {
            nuint at = (nuint)(start + (y * Stride));
            foreach (float value in part.AsSpan(y * width, width))
            {
                Vector256<float> weight = Vector256.Create(value);
                first = Vector256.MultiplyAddEstimate(weight, Vector256.LoadUnsafe(ref large, at), first);
                second = Vector256.MultiplyAddEstimate(weight, Vector256.LoadUnsafe(ref large, at + Stride), second);
                third = Vector256.MultiplyAddEstimate(weight, Vector256.LoadUnsafe(ref large, at + (2 * Stride)), third);
                fourth = Vector256.MultiplyAddEstimate(weight, Vector256.LoadUnsafe(ref large, at + (3 * Stride)), fourth);
                at++;
            }
        }

        first.CopyTo(products);
        second.CopyTo(products[InRow..]);
        third.CopyTo(products[(2 * InRow)..]);
        fourth.CopyTo(products[(3 * InRow)..]);
    }

    private static double Sum(double[] sums, int left, int top, int width, int height)
    {
        int above = (top * (Side + 1)) + left,
            below = above + (height * (Side + 1));
        return sums[below + width] - sums[below] - sums[above + width] + sums[above];
    }
}
