using System.Numerics.Tensors;
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

    private readonly GreyPicture _large;
    private readonly double[] _sums = new double[(Side + 1) * (Side + 1)];
    private readonly double[] _squares = new double[(Side + 1) * (Side + 1)];

    /// <param name="large">The picture that may hold the other.</param>
    public CropSearch(GreyPicture large)
    {
        _large = large.Resize(Side, Side);
        for (int y = 0; y < Side; y++)
        {
            double sum = 0,
                square = 0;
            for (int x = 0; x < Side; x++)
            {
                double value = _large.Values[(y * Side) + x];
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
    public IEnumerable<PictureWindow> Find(GreyPicture small, double shape, double least)
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

    private (PictureWindow Window, double Correlation) Best(GreyPicture small, int width, int height)
    {
        float[] part = (float[])small.Resize(width, height).Values.Clone();
        TensorPrimitives.Subtract(part, TensorPrimitives.Sum<float>(part) / part.Length, part);
        double norm = TensorPrimitives.Norm<float>(part),
            best = -1;
        (int bestX, int bestY) = (0, 0);
        if (norm < 1e-3)
            return (default, -1);
        for (int top = 0; top + height <= Side; top++)
        {
            for (int left = 0; left + width <= Side; left++)
            {
                double sum = Sum(_sums, left, top, width, height),
                    spread = Sum(_squares, left, top, width, height) - (sum * sum / part.Length);
                if (spread < 1)
                    continue;
                double product = 0;
                for (int y = 0; y < height; y++)
                    product += TensorPrimitives.Dot(part.AsSpan(y * width, width), _large.Values.AsSpan(((top + y) * Side) + left, width));
                double correlation = product / (norm * Math.Sqrt(spread));
                if (correlation > best)
                    (best, bestX, bestY) = (correlation, left, top);
            }
        }

        return (new PictureWindow((double)bestX / Side, (double)bestY / Side, (double)width / Side, (double)height / Side), best);
    }

    private static double Sum(double[] sums, int left, int top, int width, int height)
    {
        int above = (top * (Side + 1)) + left,
            below = above + (height * (Side + 1));
        return sums[below + width] - sums[below] - sums[above + width] + sums[above];
    }
}
