using System.Globalization;
using System.Text.Json;
using MLNet.ConvExtensions.CameraTraps.Formats.Json;

namespace MLNet.ConvExtensions.CameraTraps.Formats.MegaDetector;

/// <summary>
/// Reads MegaDetector's format: first all but the photos, which may stand before the categories, then the photos one by one.
/// </summary>
internal sealed class MegaDetectorReader
{
    /// <summary>Times as EXIF has them.</summary>
    public const string ExifTime = "yyyy:MM:dd HH:mm:ss";

    /// <summary>Times of the file's own fields.</summary>
    public const string Time = "yyyy-MM-dd HH:mm:ss";

    private const string ImagesName = "images";

    private readonly string _path;
    private readonly Dictionary<string, string> _categories,
        _classes;

    /// <exception cref="FormatException">It isn't such a file.</exception>
    public MegaDetectorReader(string path)
    {
        _path = path;
        var parts = new Dictionary<string, JsonElement>();
        using (var json = new JsonFile(path))
        {
            json.Enter(JsonTokenType.StartObject, "a file of MegaDetector's format");
            while (json.NextProperty() is { } name)
            {
                if (name == ImagesName)
                {
                    parts[name] = default;
                    json.Skip();
                    continue;
                }

                using JsonDocument value = json.NextValue()!;
                parts[name] = value.RootElement.Clone();
            }

            json.RequireEnd();
        }

        foreach (string needed in (string[])["info", "detection_categories", ImagesName])
        {
            if (!parts.ContainsKey(needed))
                throw new FormatException($"The file '{path}' has no '{needed}'; MegaDetector's format has it.");
        }

        _categories = Names(parts, "detection_categories");
        _classes = parts.ContainsKey("classification_categories") ? Names(parts, "classification_categories") : [];
        Header = ReadHeader(parts);
    }

    public MegaDetectorHeader Header { get; }

    /// <exception cref="FormatException">A photo isn't as the format has it.</exception>
    public IEnumerable<CameraTrapImage> Images()
    {
        var reader = new MegaDetectorImageReader(_path, _categories, _classes, hasDetector: Header.Detector is not null);
        using var json = new JsonFile(_path);
        json.Enter(JsonTokenType.StartObject, "a file of MegaDetector's format");
        while (json.NextProperty() is { } name)
        {
            if (name != ImagesName)
            {
                json.Skip();
                continue;
            }

            json.Enter(JsonTokenType.StartArray, "'images'");
            for (long number = 1; json.NextValue() is { } value; number++)
            {
                using (value)
                {
                    foreach (CameraTrapImage image in reader.Read(value.RootElement, number))
                        yield return image;
                }
            }
        }
    }

    private MegaDetectorHeader ReadHeader(Dictionary<string, JsonElement> parts)
    {
        var info = new JsonFields(parts["info"], $"The file '{_path}', 'info'");
        string version = info.Text("format_version") ?? throw info.Wrong("has no 'format_version'");
        if (!Version.TryParse(version, out Version? known) || known.Major != 1)
            throw info.Wrong($"'format_version' is '{version}'; needed: 1.0 to 1.6");
        JsonFields? detector = info.Object("detector_metadata"),
            classifier = info.Object("classifier_metadata");
        JsonFields? described = new JsonFields(parts, $"The file '{_path}'").Object("classification_category_descriptions");
        return new MegaDetectorHeader
        {
            Detector = info.Text("detector"),
            DetectorVersion = detector?.Text("megadetector_version"),
            TypicalDetectionThreshold = detector?.Share("typical_detection_threshold"),
            ConservativeDetectionThreshold = detector?.Share("conservative_detection_threshold"),
            DetectionCompletionTime = info.Time("detection_completion_time", Time),
            Classifier = info.Text("classifier"),
            TypicalClassificationThreshold = classifier?.Share("typical_classification_threshold"),
            ClassificationCompletionTime = info.Time("classification_completion_time", Time),
            Categories =
            [
                .. InOrder(_categories).Where(c => c is not (ClassCategories.Animal or ClassCategories.Person or ClassCategories.Vehicle)),
            ],
            Classes = [.. InOrder(_classes)],
            ClassDescriptions = described is null
                ? new Dictionary<string, string>()
                : _classes
                    .Where(c => described.Text(c.Key) is not null)
                    .DistinctBy(c => c.Value)
                    .ToDictionary(c => c.Value, c => described.Text(c.Key)!),
        };
    }

    private static IEnumerable<string> InOrder(Dictionary<string, string> names) =>
        names.OrderBy(n => int.Parse(n.Key, CultureInfo.InvariantCulture)).Select(n => n.Value);

    private Dictionary<string, string> Names(Dictionary<string, JsonElement> parts, string property)
    {
        var fields = new JsonFields(parts[property], $"The file '{_path}', '{property}'");
        var names = new Dictionary<string, string>();
        foreach (string number in fields.Names)
        {
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                throw fields.Wrong($"has the number '{number}'; needed: whole numbers from 0");
            names[number] = fields.Text(number) is { Length: > 0 } name ? name : throw fields.Wrong($"has no name for {number}");
        }

        return names;
    }
}
