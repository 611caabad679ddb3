using MLNet.ConvExtensions.Insight.Inspection.Photos;

namespace MLNet.ConvExtensions.Insight.Inspection.Copies;

/// <summary>Compares two photos: as they are, mirrored, and each as a part of the other.</summary>
internal static class PairCheck
{
    private const double LeastCoarseCorrelation = 0.7;
    private const int WindowsRefined = 2;

    /// <summary>How the photos are copies; null if they aren't.</summary>
    public static ImageCopy? Find(int first, MeasuredPhoto firstPhoto, int second, MeasuredPhoto secondPhoto)
    {
        GreyPicture a = firstPhoto.Grey(),
            b = secondPhoto.Grey(),
            mirrored = a.Mirror();
        bool isFirstLarger = Pixels(firstPhoto) >= Pixels(secondPhoto);
        (int copy, int original) = isFirstLarger ? (second, first) : (first, second);
        foreach (bool isMirrored in (bool[])[false, true])
        {
            CopyFit fit = CopyCheck.Fit(isMirrored ? mirrored : a, b, PictureWindow.Whole);
            if (CopyCheck.IsCopy(fit))
                return new ImageCopy(copy, original, fit.Correlation) { IsMirrored = isMirrored };
        }

        return FindCrop(first, firstPhoto, second, secondPhoto, a, mirrored, b);
    }

    private static ImageCopy? FindCrop(
        int first,
        MeasuredPhoto firstPhoto,
        int second,
        MeasuredPhoto secondPhoto,
        GreyPicture a,
        GreyPicture mirrored,
        GreyPicture b
    )
    {
        double shape = Shape(secondPhoto) / Shape(firstPhoto);
        CropSearch inSecond = new(b),
            inFirst = new(a),
            inMirrored = new(mirrored);
        // The second photo lies in the mirrored first one where its mirror image lies in the first.
        (GreyPicture Small, GreyPicture Large, CropSearch Search, double Shape, bool IsMirrored, bool IsFirstSmall)[] ways =
        [
            (a, b, inSecond, shape, false, true),
            (mirrored, b, inSecond, shape, true, true),
            (b, a, inFirst, 1 / shape, false, false),
            (b, mirrored, inMirrored, 1 / shape, true, false),
        ];
        ImageCopy? best = null;
        var windows = ways.SelectMany(way =>
                way.Search.Find(way.Small, way.Shape, LeastCoarseCorrelation)
                    .Take(WindowsRefined)
                    .Select(found => (Way: way, found.Window, found.Correlation))
            )
            .OrderByDescending(w => w.Correlation)
            .Take(2 * WindowsRefined);
        foreach (var (way, window, _) in windows)
        {
            (PictureWindow place, CopyFit fit) = CopyCheck.Refine(way.Small, way.Large, window);
            if (!CopyCheck.IsCopy(fit) || fit.Correlation <= best?.Correlation)
                continue;
            (int small, int large) = way.IsFirstSmall ? (first, second) : (second, first);
            best = new ImageCopy(small, large, fit.Correlation) { IsMirrored = way.IsMirrored, Area = Math.Min(1, place.Area) };
        }

        return best;
    }

    private static long Pixels(MeasuredPhoto photo) => (long)photo.Statistics.Width * photo.Statistics.Height;

    private static double Shape(MeasuredPhoto photo) => (double)photo.Statistics.Width / photo.Statistics.Height;
}
