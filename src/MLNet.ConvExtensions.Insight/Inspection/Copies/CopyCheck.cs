using MLNet.ConvExtensions.Insight.Inspection.Photos;

namespace MLNet.ConvExtensions.Insight.Inspection.Copies;

/// <summary>
/// Decides whether a photo shows what is in a window of another. The window is moved until the details of both correlate most; then nearly
/// all parts with details have to agree, so that two photos of one scene in which something moved are no copies.
/// </summary>
internal static class CopyCheck
{
    /// <summary>The least correlation of the details of copies.</summary>
    public const double LeastCorrelation = 0.8;

    private const double LeastAgreement = 0.9;
    private const double LeastPartCorrelation = 0.5;
    private const int Parts = 6;
    private const double FirstStep = 1.0 / MeasuredPhoto.Side;

    /// <summary>How well a picture fits a window as it is.</summary>
    /// <param name="small">The picture.</param>
    /// <param name="large">The picture that the window is in.</param>
    /// <param name="window">The window.</param>
    public static CopyFit Fit(GreyPicture small, GreyPicture large, PictureWindow window)
    {
        int width = Math.Clamp((int)Math.Round(window.Width * large.Width), 8, small.Width),
            height = Math.Clamp((int)Math.Round(window.Height * large.Height), 8, small.Height);
        return new CopyFit(
            DetailPicture.Of(small.Resize(width, height)),
            DetailPicture.Of(Sample(large, window, width, height), width, height),
            width,
            height
        );
    }

    /// <summary>Moves and scales a window to where the details correlate most.</summary>
    public static (PictureWindow Window, CopyFit Fit) Refine(GreyPicture small, GreyPicture large, PictureWindow start)
    {
        PictureWindow best = Inside(start);
        CopyFit fit = Fit(small, large, best);
        double shape = start.Height / start.Width;
        for (double step = FirstStep; step > FirstStep / 10; step /= 2)
        {
            for (int round = 0; round < 8; round++)
            {
                bool isBetter = false;
                foreach (PictureWindow next in Around(best, step, shape))
                {
                    if (!next.IsInside)
                        continue;
                    CopyFit other = Fit(small, large, next);
                    if (other.Correlation > fit.Correlation)
                        (best, fit, isBetter) = (next, other, true);
                }

                if (!isBetter)
                    break;
            }
        }

        return (best, fit);
    }

    /// <summary>Whether a fit is that of a copy.</summary>
    public static bool IsCopy(CopyFit fit) =>
        fit.Correlation >= LeastCorrelation && fit.Agreement(Parts, LeastPartCorrelation) >= LeastAgreement;

    private static IEnumerable<PictureWindow> Around(PictureWindow window, double step, double shape)
    {
        yield return window with { Left = window.Left - step };
        yield return window with { Left = window.Left + step };
        yield return window with { Top = window.Top - step };
        yield return window with { Top = window.Top + step };
        foreach (double change in (double[])[-2 * step, 2 * step])
        {
            double width = window.Width + change,
                height = width * shape;
            yield return new PictureWindow(
                window.Left - (change / 2),
                window.Top - ((height - window.Height) / 2),
                width,
                height
            );
        }
    }

    private static PictureWindow Inside(PictureWindow window) =>
        window with
        {
            Left = Math.Clamp(window.Left, 0, Math.Max(0, 1 - window.Width)),
            Top = Math.Clamp(window.Top, 0, Math.Max(0, 1 - window.Height)),
        };

    /// <summary>The window's pixels, interpolated between those of the picture.</summary>
    private static float[] Sample(GreyPicture picture, PictureWindow window, int width, int height)
    {
        var result = new float[width * height];
        Span<int> lefts = stackalloc int[width];
        Span<float> shares = stackalloc float[width];
        for (int x = 0; x < width; x++)
            (lefts[x], shares[x]) = Place((window.Left + (window.Width * (x + 0.5) / width)) * picture.Width, picture.Width);
        for (int y = 0; y < height; y++)
        {
            (int top, float below) = Place((window.Top + (window.Height * (y + 0.5) / height)) * picture.Height, picture.Height);
            ReadOnlySpan<float> upper = picture.Values.AsSpan(top * picture.Width, picture.Width),
                lower = picture.Values.AsSpan(Math.Min(top + 1, picture.Height - 1) * picture.Width, picture.Width);
            for (int x = 0; x < width; x++)
            {
                int left = lefts[x],
                    right = Math.Min(left + 1, picture.Width - 1);
                float above = upper[left] + (shares[x] * (upper[right] - upper[left])),
                    under = lower[left] + (shares[x] * (lower[right] - lower[left]));
                result[(y * width) + x] = above + (below * (under - above));
            }
        }

        return result;
    }

    private static (int First, float Share) Place(double position, int length)
    {
        double at = Math.Clamp(position - 0.5, 0, length - 1);
        int first = (int)at;
        return (first, (float)(at - first));
    }
}
