namespace MLNet.ConvExtensions.CameraTraps.Formats.Labels;

/// <summary>Makes rows of a file's labels: of photos that have one, and are in the folder.</summary>
internal sealed class LabelReader(string file, string folder, CameraTrapLabelOptions options)
{
    /// <summary>So many photos are named where they are left out.</summary>
    private const int Shown = 5;

    private readonly List<string> _missing = [],
        _ambiguous = [],
        _unlabelled = [],
        _unknown = [];

    public CameraTrapLabelSummary Summary { get; private set; } = new();

    /// <exception cref="ImageInputException">No photo is left.</exception>
    public LabelledPhoto[] Read()
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The folder of photos '{folder}' is not there.");
        List<(CameraTrapMedia Media, SortedSet<string> Labels)> all = ReadLabels();
        var photos = new List<LabelledPhoto>();
        foreach ((CameraTrapMedia media, SortedSet<string> labels) in all)
        {
            string path = Path.GetFullPath(media.File, Path.GetFullPath(folder));
            if (labels.Count == 0)
                _unlabelled.Add($"'{media.File}'");
            else if (labels.Count > 1)
                _ambiguous.Add($"'{media.File}' ({string.Join(", ", labels)})");
            else if (options.Classes is not null && !options.Classes.Contains(labels.Min!))
                _unknown.Add($"'{media.File}' ({labels.Min})");
            else if (!File.Exists(path))
                _missing.Add($"'{media.File}'");
            else
                photos.Add(
                    new LabelledPhoto
                    {
                        ImagePath = path,
                        Label = labels.Min!,
                        Group = media.Site ?? media.Deployment ?? media.File,
                    }
                );
        }

        Summary = new CameraTrapLabelSummary
        {
            Photos = photos.Count,
            Missing = _missing.Count,
            Ambiguous = _ambiguous.Count,
            Unlabelled = _unlabelled.Count,
            UnknownClasses = _unknown.Count,
            HasDeployments = all.Exists(p => p.Media.Deployment is not null || p.Media.Site is not null),
            Remarks =
            [
                .. Remark(_missing, $"in the folder '{folder}'", isNot: true),
                .. Remark(_ambiguous, "of more than one label", isNot: false),
                .. Remark(_unlabelled, "without a label", isNot: false),
                .. Remark(_unknown, "of a class that isn't known", isNot: false),
            ],
        };
        return photos.Count > 0
            ? [.. photos]
            : throw new ImageInputException(
                $"The file of labels '{file}' has no photo to learn from. {string.Join(" ", Summary.Remarks)}".TrimEnd()
            );
    }

    /// <summary>The labels of each photo, also where a file has several rows or frames of it.</summary>
    private List<(CameraTrapMedia Media, SortedSet<string> Labels)> ReadLabels()
    {
        (IEnumerable<CameraTrapImage> images, float? typical) = LabelFile.Open(file, options);
        float threshold = options.MinimumConfidence ?? typical ?? 0;
        var all = new List<(CameraTrapMedia Media, SortedSet<string> Labels)>();
        var places = new Dictionary<string, int>();
        foreach (CameraTrapImage image in images)
        {
            if (!places.TryGetValue(image.Media.File, out int place))
            {
                places.Add(image.Media.File, place = all.Count);
                all.Add((image.Media, new SortedSet<string>(StringComparer.Ordinal)));
            }

            all[place].Labels.UnionWith(LabelsOf(image, threshold));
        }

        return all;
    }

    private IEnumerable<string> LabelsOf(CameraTrapImage image, float threshold)
    {
        if (image.Media.Failure is not null)
            return [];
        CameraTrapDetection[] found = [.. image.Detections.Where(d => d.Confidence >= threshold)];
        return found.Length > 0
            ? found.Where(d => d.Category != ClassCategories.Unknown).Select(PhotoLabel.NameOf)
            : [PhotoLabel.Of(image with { Detections = [] }, options.Categories).Name ?? "blank"];
    }

    private static IEnumerable<string> Remark(List<string> names, string what, bool isNot)
    {
        if (names.Count == 0)
            yield break;
        string verb = (names.Count, isNot) switch
        {
            (1, false) => "photo is",
            (1, true) => "photo is not",
            (_, false) => "photos are",
            _ => "photos are not",
        };
        string more = names.Count > Shown ? $" and {names.Count - Shown} more" : "";
        yield return FormattableString.Invariant(
            $"{names.Count} {verb} {what}, and left out: {string.Join(", ", names.Take(Shown))}{more}."
        );
    }
}
