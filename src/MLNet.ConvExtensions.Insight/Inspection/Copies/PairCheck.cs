using MLNet.ConvExtensions.Insight.Inspection.Photos;

namespace MLNet.ConvExtensions.Insight.Inspection.Copies;

/// <summary>Compares a photo with others: as they are, mirrored, and each as a part of the other.</summary>
/// <param name="first">The photo's place.</param>
/// <param name="firstPhoto">The photo.</param>
internal sealed class PairCheck(int first, MeasuredPhoto firstPhoto)
{
    private const double LeastCoarseCorrelation = 0.7;
    private const double LeastFirstCorrelation = 0.15;
    private const double MostSelfSimilarity = 0.6;
    private const double LeastOfRepeating = 0.95;
    private const int WindowsTried = 3;
    private const int WindowsRefined = 2;

    private readonly SizedDetails _details = new(firstPhoto.Grey()),
        _mirrored = new(firstPhoto.Grey().Mirror());

    /// <summary>How another photo and this one are copies; null if they aren't.</summary>
    public ImageCopy? With(int second, MeasuredPhoto secondPhoto)
    {
        SizedDetails b = new(secondPhoto.Grey()),
            a = _details,
            mirrored = _mirrored;
        bool isFirstLarger = Pixels(firstPhoto) >= Pixels(secondPhoto);
        (int copy, int original) = isFirstLarger ? (second, first) : (first, second);
        foreach (bool isMirrored in (bool[])[false, true])
        {
            CopyFit fit = CopyCheck.Fit(isMirrored ? mirrored : a, b.Picture, PictureWindow.Whole);
            if (CopyCheck.IsCopy(fit, 1) && (fit.Correlation >= LeastOfRepeating || !Repeats(a)))
                return new ImageCopy(copy, original, fit.Correlation) { IsMirrored = isMirrored };
        }

        double shape = Shape(secondPhoto) / Shape(firstPhoto);
        Way[] ways =
        [
            new(a, b, shape, false, first, second),
            new(mirrored, b, shape, true, first, second),
            new(b, a, 1 / shape, false, second, first),
            new(b, mirrored, 1 / shape, true, second, first),
        ];
        return FindCrop(ways);
    }

    private static ImageCopy? FindCrop(Way[] ways)
    {
        var windows = ways.SelectMany(way =>
                way.Large.Search.Find(way.Small, way.Shape, LeastCoarseCorrelation)
                    .Take(WindowsTried)
                    .Select(window => (Way: way, Window: window, CopyCheck.Fit(way.Small, way.Large.Picture, window).Correlation))
            )
            .Where(w => w.Correlation >= LeastFirstCorrelation)
            .OrderByDescending(w => w.Correlation)
            .Take(WindowsRefined);
        ImageCopy? best = null;
        foreach ((Way way, PictureWindow window, _) in windows)
        {
            (PictureWindow place, CopyFit fit) = CopyCheck.Refine(way.Small, way.Large.Picture, window);
            if (CopyCheck.IsCopy(fit, place.Area) && !(fit.Correlation <= best?.Correlation) && !Repeats(way.Small))
            {
                best = new ImageCopy(way.Copy, way.Original, fit.Correlation)
                {
                    IsMirrored = way.IsMirrored,
                    Area = Math.Min(1, place.Area),
                };
            }
        }

        return best;
    }

    /// <summary>Whether a picture looks the same in several places, so that it fits by chance.</summary>
    private static bool Repeats(SizedDetails picture) =>
        DetailPicture.SelfSimilarity(picture.Of(MeasuredPhoto.Side, MeasuredPhoto.Side), MeasuredPhoto.Side, MeasuredPhoto.Side)
        > MostSelfSimilarity;

    private static long Pixels(MeasuredPhoto photo) => (long)photo.Statistics.Width * photo.Statistics.Height;

    private static double Shape(MeasuredPhoto photo) => (double)photo.Statistics.Width / photo.Statistics.Height;

    /// <summary>One photo as a part of the other.</summary>
    private sealed record Way(SizedDetails Small, SizedDetails Large, double Shape, bool IsMirrored, int Copy, int Original);
}
