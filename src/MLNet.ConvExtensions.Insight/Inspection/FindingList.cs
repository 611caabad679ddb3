using MLNet.ConvExtensions.Insight.Inspection.Copies;

namespace MLNet.ConvExtensions.Insight.Inspection;

/// <summary>Collects findings with their scores and reasons.</summary>
internal sealed class FindingList(ImageInspectionOptions options, IReadOnlyList<InspectedImage> images)
{
    /// <summary>Fewer photos than these have no usual distance to their neighbors.</summary>
    private const int LeastForOutliers = 20;

    /// <summary>Standard deviations, estimated by the median of absolute deviations, beyond which a distance is unusual.</summary>
    private const double UnusualDeviations = 4;

    private readonly List<ImageFinding> _findings = [];

    public static bool IsEmpty(PhotoStatistics photo, ImageInspectionOptions options) =>
        photo.Highlights - photo.Shadows < options.EmptyBelow;

    /// <summary>By kind, and of a kind the strongest first.</summary>
    public IReadOnlyList<ImageFinding> Sorted() => [.. _findings.OrderBy(f => f.Kind).ThenByDescending(f => f.Score).ThenBy(f => f.Image)];

    /// <summary>What each photo shows by itself.</summary>
    public void AddPhotos()
    {
        for (int i = 0; i < images.Count; i++)
        {
            if (images[i].Error is { } error)
                AddReason(i, ImageFindingKind.Unreadable, 1, error);
            else
                AddPhoto(i, images[i].Statistics!);
        }
    }

    /// <summary>Copies, contradictions and leaks: of each cluster all but the photo that is kept.</summary>
    public void AddCopies(IEnumerable<ImageCopies> clusters)
    {
        foreach (ImageCopies cluster in clusters)
        {
            Dictionary<(int, int), ImageCopy> pairs = [];
            foreach (ImageCopy pair in cluster.Pairs)
                pairs.TryAdd((Math.Min(pair.Image, pair.Original), Math.Max(pair.Image, pair.Original)), pair);
            double weakest = cluster.Pairs.Min(p => p.Correlation);
            foreach (int image in cluster.Images.Where(i => i != cluster.Kept))
            {
                int other =
                    cluster.Kept
                    ?? cluster.Images.FirstOrDefault(i => images[i].Label != images[image].Label, cluster.Images.First(i => i != image));
                ImageCopy? pair = pairs.GetValueOrDefault((Math.Min(image, other), Math.Max(image, other)));
                ImageFindingKind kind =
                    images[image].Label != images[other].Label ? ImageFindingKind.Contradiction
                    : images[image].Split != images[other].Split ? ImageFindingKind.Leak
                    : ImageFindingKind.Duplicate;
                double score = Math.Clamp(pair?.Correlation ?? weakest, 0, 1);
                _findings.Add(new ImageFinding(image, kind, score, Describe(image, other, pair, kind)) { Other = other });
            }
        }
    }

    /// <summary>Photos whose distance to their neighbors is unusual.</summary>
    public void AddOutliers()
    {
        double[] distances = [.. images.Select(i => i.NeighborDistance).OfType<double>().Order()];
        if (distances.Length < LeastForOutliers)
            return;
        double median = distances[distances.Length / 2];
        double[] deviations = [.. distances.Select(d => Math.Abs(d - median)).Order()];
        double limit = median + (UnusualDeviations * 1.4826 * deviations[deviations.Length / 2]);
        for (int i = 0; i < images.Count; i++)
        {
            if (images[i].NeighborDistance is { } distance && distance > limit)
                Add(
                    i,
                    ImageFindingKind.Outlier,
                    Math.Min(1, distance),
                    $"distance to its neighbors {distance:0.000}; usual: {median:0.000}"
                );
        }
    }

    /// <param name="doubtful">The photos that are confidently of another class.</param>
    public void AddLabels(IEnumerable<int> doubtful)
    {
        foreach (int i in doubtful)
        {
            InspectedImage image = images[i];
            double own = image.LabelProbability!.Value,
                margin = image.LabelMargin!.Value;
            _findings.Add(
                new ImageFinding(
                    i,
                    ImageFindingKind.WrongLabel,
                    (1 - margin) / 2,
                    Text($"labelled '{image.Label}' with probability {own:0.00}; '{image.PredictedLabel}' has {own - margin:0.00}")
                )
                {
                    SuggestedLabel = image.PredictedLabel,
                }
            );
        }
    }

    /// <summary>Photos of classes that are in one unit alone.</summary>
    public void AddSingles(Units units)
    {
        Dictionary<string, int> counts = images
            .Where(image => image.Error is null && image.Label is not null)
            .CountBy(image => image.Label!)
            .ToDictionary();
        for (int i = 0; i < images.Count; i++)
        {
            if (images[i].Error is null && images[i].Label is { } label && units.CountOf(label) == 1)
            {
                int count = counts[label];
                AddReason(
                    i,
                    ImageFindingKind.SingleOfClass,
                    1,
                    count == 1
                        ? $"the only photo of '{label}'"
                        : $"the {count} photos of '{label}' are of one group, or copies of each other"
                );
            }
        }
    }

    private void AddPhoto(int image, PhotoStatistics photo)
    {
        int side = Math.Min(photo.Width, photo.Height);
        if (side < options.SmallBelow)
            Add(image, ImageFindingKind.Small, 1 - ((double)side / options.SmallBelow), $"{photo.Width} x {photo.Height} pixels");
        if (photo.Elongation > options.ElongatedAbove)
            Add(image, ImageFindingKind.OddShape, 1 - (1 / photo.Elongation), $"{photo.Width} x {photo.Height} pixels");
        double range = photo.Highlights - photo.Shadows;
        if (IsEmpty(photo, options))
        {
            Add(image, ImageFindingKind.Empty, 1 - (range / options.EmptyBelow), $"brightness differs by {range:0.00} only");
            return;
        }

        if (photo.Highlights < options.DarkBelow)
        {
            Add(
                image,
                ImageFindingKind.Dark,
                1 - (photo.Highlights / options.DarkBelow),
                $"19 of 20 pixels are darker than {photo.Highlights:0.00}"
            );
        }

        if (photo.Shadows > options.BrightAbove)
        {
            Add(
                image,
                ImageFindingKind.Bright,
                (photo.Shadows - options.BrightAbove) / (1 - options.BrightAbove),
                $"19 of 20 pixels are brighter than {photo.Shadows:0.00}"
            );
        }

        if (photo.Sharpness < options.BlurredBelow)
            Add(image, ImageFindingKind.Blurred, 1 - (photo.Sharpness / options.BlurredBelow), $"sharpness {photo.Sharpness:0.0}");
    }

    private string Describe(int image, int other, ImageCopy? pair, ImageFindingKind kind)
    {
        string what =
            pair is null ? "copy, over others,"
            : pair.SameFile ? "the same file as"
            : pair.IsMirrored ? "mirrored copy"
            : "copy";
        string part = pair switch
        {
            { Area: < 1 } when pair.Image == image => Text($" of {pair.Area:P0}"),
            { Area: < 1 } => Text($" (which shows {pair.Area:P0} of it)"),
            _ => "",
        };
        string name = Path.GetFileName(images[other].Path);
        string where = kind switch
        {
            ImageFindingKind.Contradiction => $", which is labelled '{images[other].Label}'",
            ImageFindingKind.Leak => $", which is in '{images[other].Split}'",
            _ => "",
        };
        return pair is { SameFile: true } ? $"{what} '{name}'{where}" : $"{what}{part} of '{name}'{where}";
    }

    private void Add(int image, ImageFindingKind kind, double score, FormattableString reason) =>
        AddReason(image, kind, score, Text(reason));

    private void AddReason(int image, ImageFindingKind kind, double score, string reason) =>
        _findings.Add(new ImageFinding(image, kind, score, reason));

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
