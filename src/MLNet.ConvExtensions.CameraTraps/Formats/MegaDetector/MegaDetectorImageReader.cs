using System.Text.Json;
using MLNet.ConvExtensions.CameraTraps.Formats.Json;

namespace MLNet.ConvExtensions.CameraTraps.Formats.MegaDetector;

/// <summary>Makes photos, and frames of videos, of the entries of 'images'.</summary>
internal sealed class MegaDetectorImageReader(
    string path,
    IReadOnlyDictionary<string, string> categories,
    IReadOnlyDictionary<string, string> classes,
    bool hasDetector
)
{
    /// <summary>What stands for nothing among the categories.</summary>
    private const string Empty = "0";

    /// <summary>How far rounding may bring a box over the photo's edge.</summary>
    private const float Tolerance = 0.01f;

    private static readonly BoundingBox Whole = new(0, 0, 1, 1);

    /// <exception cref="FormatException">The entry isn't as the format has it.</exception>
    public IEnumerable<CameraTrapImage> Read(JsonElement entry, long number)
    {
        string place = FormattableString.Invariant($"The file '{path}', image {number}");
        var fields = new JsonFields(entry, place);
        string? file = fields.Text("file");
        if (string.IsNullOrEmpty(file))
            throw fields.Wrong("has no 'file'");
        place += $" ('{file}')";
        fields = new JsonFields(entry, place);
        var media = new CameraTrapMedia
        {
            File = file.Replace('\\', '/'),
            Timestamp = fields.Time("datetime", MegaDetectorReader.ExifTime, MegaDetectorReader.Time),
            Width = fields.Whole("width"),
            Height = fields.Whole("height"),
            Failure = fields.Text("failure"),
        };
        IReadOnlyList<JsonElement>? detections = fields.List("detections");
        if (media.Failure is not null)
        {
            return detections is null
                ? [new CameraTrapImage { Media = media }]
                : throw fields.Wrong("has a 'failure', and 'detections'; needed: one of them");
        }

        if (detections is null)
            throw fields.Wrong("has neither 'detections' nor a 'failure'");
        (CameraTrapDetection Detection, int? Frame)[] found =
        [
            .. detections
                .Select((d, i) => ReadDetection(d, FormattableString.Invariant($"{place}, detection {i + 1}")))
                .OfType<(CameraTrapDetection, int?)>(),
        ];
        return fields.List("frames_processed") is { } frames
            ? ReadFrames(media, found, frames, fields)
            : [new CameraTrapImage { Media = media, Detections = [.. found.Select(f => f.Detection)] }];
    }

    private static CameraTrapImage[] ReadFrames(
        CameraTrapMedia media,
        (CameraTrapDetection Detection, int? Frame)[] found,
        IReadOnlyList<JsonElement> frames,
        JsonFields fields
    )
    {
        int[] numbers =
        [
            .. frames.Select(f =>
                f.ValueKind == JsonValueKind.Number && f.TryGetInt32(out int frame) && frame >= 0
                    ? frame
                    : throw fields.Wrong("frames_processed", "a list of whole numbers from 0")
            ),
        ];
        int lost = Array.FindIndex(found, f => f.Frame is null || !numbers.Contains(f.Frame.Value));
        if (lost >= 0)
            throw fields.Wrong(FormattableString.Invariant($"detection {lost + 1} has no 'frame_number' of 'frames_processed'"));
        return
        [
            .. numbers.Select(n => new CameraTrapImage
            {
                Media = media with { Frame = n },
                Detections = [.. found.Where(f => f.Frame == n).Select(f => f.Detection)],
            }),
        ];
    }

    /// <returns>Null for a category that means nothing.</returns>
    private (CameraTrapDetection, int?)? ReadDetection(JsonElement value, string place)
    {
        var fields = new JsonFields(value, place);
        string category = fields.Text("category") ?? throw fields.Wrong("has no 'category'");
        float confidence = fields.Share("conf") ?? throw fields.Wrong("has no 'conf'");
        BoundingBox box = ReadBox(fields);
        ClassConfidence[] found = [.. (fields.List("classifications") ?? []).Select(c => ReadClass(c, fields))];
        if (category == Empty || !categories.TryGetValue(category, out string? name))
            return null;
        return (
            new CameraTrapDetection
            {
                Category = name,
                Confidence = confidence,
                Box = !hasDetector && box == Whole ? null : box,
                Classes = found,
            },
            fields.Whole("frame_number")
        );
    }

    private static BoundingBox ReadBox(JsonFields fields)
    {
        IReadOnlyList<JsonElement> edges = fields.List("bbox") ?? throw fields.Wrong("has no 'bbox'");
        float[] values = [.. edges.Select(e => e.ValueKind == JsonValueKind.Number && e.TryGetSingle(out float edge) ? edge : float.NaN)];
        if (values.Length != 4 || Array.Exists(values, v => !(v is >= -Tolerance and <= 1 + Tolerance)))
            throw fields.Wrong("bbox", "left, top, width and height as shares of the photo's, 0 to 1");
        return new BoundingBox(In(values[0]), In(values[1]), In(values[2]), In(values[3]));

        static float In(float value) => Math.Clamp(value, 0, 1);
    }

    private ClassConfidence ReadClass(JsonElement value, JsonFields fields)
    {
        JsonElement[] pair = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [];
        if (pair.Length != 2 || JsonFields.TextOf(pair[0]) is not { } number || JsonFields.ShareOf(pair[1]) is not { } confidence)
            throw fields.Wrong("classifications", "pairs of a class's number as text and a number from 0 to 1");
        return classes.TryGetValue(number, out string? name)
            ? new ClassConfidence(name, confidence)
            : throw fields.Wrong($"'classifications' has the class '{number}', which 'classification_categories' doesn't list");
    }
}
