using MLNet.ConvExtensions.Insight.Inspection.Photos;

namespace MLNet.ConvExtensions.Insight.Inspection.Copies;

/// <summary>
/// Decides whether a photo shows what is in a window of another. The window is moved until the details of both correlate most; then nearly
/// all parts with details have to agree, so that two photos of one scene in which something moved are no copies.
/// </summary>
internal static class CopyCheck
{
    private const double LeastCorrelation = 0.8;
    private const double LeastCorrelationOfSmall = 0.9;
    private const double SmallArea = 0.5;
    private const double LeastAfterFirstStep = 0.4;
    private const double MostStretch = 0.12;
    private const int MostRounds = 8;
    private const int LeastPixels = 8;
    private const double LeastAgreement = 0.9;
    private const double LeastPartCorrelation = 0.5;
    private const int Parts = 6;
    private const double FirstStep = 1.0 / MeasuredPhoto.Side;

    /// <summary>How well a picture fits a window as it is.</summary>
    /// <param name="small">The picture.</param>
    /// <param name="large">The picture that the window is in.</param>
    /// <param name="window">The window.</param>
    public static CopyFit Fit(SizedDetails small, GreyPicture large, PictureWindow window)
    {
        int width = Math.Max(LeastPixels, (int)Math.Round(window.Width * large.Width)),
            height = Math.Max(LeastPixels, (int)Math.Round(window.Height * large.Height));
        return new CopyFit(small.Of(width, height), DetailPicture.Of(Sample(large, window, width, height), width, height), width, height);
    }

    /// <summary>Moves and stretches a window to where the details correlate most, as long as it is worth it.</summary>
    public static (PictureWindow Window, CopyFit Fit) Refine(SizedDetails small, GreyPicture large, PictureWindow start)
    {
        PictureWindow best = Inside(start);
        CopyFit fit = Fit(small, large, best);
        for (double step = FirstStep; step > FirstStep / 10; step /= 2)
        {
            for (int round = 0; round < MostRounds; round++)
            {
                bool isBetter = false;
                foreach (PictureWindow next in Around(best, step))
                {
                    if (!next.IsInside || !IsNear(next.Width, start.Width) || !IsNear(next.Height, start.Height))
                        continue;
                    CopyFit other = Fit(small, large, next);
                    if (other.Correlation > fit.Correlation)
                        (best, fit, isBetter) = (next, other, true);
                }

                if (!isBetter)
                    break;
            }

            if (fit.Correlation < LeastAfterFirstStep)
                break;
        }

        return (best, fit);
    }

    /// <summary>Whether a fit is that of a copy.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="area">The window's part of the larger picture: small ones have fewer details, and fit more often by chance.</param>
    public static bool IsCopy(CopyFit fit, double area) =>
        fit.Correlation >= (area < SmallArea ? LeastCorrelationOfSmall : LeastCorrelation)
        && fit.Agreement(Parts, LeastPartCorrelation) >= LeastAgreement;

    private static IEnumerable<PictureWindow> Around(PictureWindow window, double step)
    {
        yield return window with
        {
            Left = window.Left - step,
        };
        yield return window with
        {
            Left = window.Left + step,
        };
        yield return window with
        {
            Top = window.Top - step,
        };
        yield return window with
        {
            Top = window.Top + step,
        };
        foreach (double change in (double[])[-2 * step, 2 * step])
        {
            PictureWindow wider = window with { Left = window.Left - (change / 2), Width = window.Width + change },
                higher = window with { Top = window.Top - (change / 2), Height = window.Height + change };
            yield return wider;
            yield return higher;
            yield return wider with
            {
                Top = higher.Top,
                Height = higher.Height,
            };
        }
    }

    private static bool IsNear(double side, double start) => Math.Abs(side - start) <= MostStretch * start;

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
