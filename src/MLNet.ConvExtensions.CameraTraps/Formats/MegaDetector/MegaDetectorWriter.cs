using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MLNet.ConvExtensions.CameraTraps.Formats.MegaDetector;

/// <summary>Writes MegaDetector's format. The categories stand behind the photos, where all of them are known.</summary>
internal sealed class MegaDetectorWriter : CameraTrapWriter
{
    /// <summary>Bytes that are gathered before they are written.</summary>
    private const int Enough = 1 << 16;

    private readonly MegaDetectorHeader _header;
    private readonly Numbering _categories,
        _classes;
    private readonly PendingFile _file;
    private readonly Utf8JsonWriter _json;
    private readonly List<CameraTrapImage> _video = [];

    public MegaDetectorWriter(string file, MegaDetectorHeader header)
        : base(
            new MediaCheck("MegaDetector's format")
            {
                Rule = media => RequireFrameRate(media, header),
                Group = media => media.Frame is null ? null : media.File,
                GroupName = "video",
            }
        )
    {
        Require(header);
        _header = header;
        _categories = new Numbering([ClassCategories.Animal, ClassCategories.Person, ClassCategories.Vehicle, .. header.Categories]);
        _classes = new Numbering(header.Classes.Where(c => !_categories.Has(c) && c != ClassCategories.Unknown));
        _file = new PendingFile(file);
        // Names are for people to read, and nothing here goes into a web page.
        _json = new Utf8JsonWriter(
            _file.Stream,
            new JsonWriterOptions
            {
                Indented = true,
                IndentSize = 1,
                NewLine = "\n",
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
        _json.WriteStartObject();
        WriteInfo();
        _json.WriteStartArray("images");
    }

    private protected override void Write(CameraTrapImage image)
    {
        if (_video.Count > 0 && (image.Media.Frame is null || image.Media.File != _video[0].Media.File))
            WriteVideo();
        if (image.Media.Frame is not null)
            _video.Add(image);
        else
            WriteImage(image);
        if (_json.BytesPending > Enough)
            _json.Flush();
    }

    private protected override void Finish()
    {
        WriteVideo();
        _json.WriteEndArray();
        WriteNames("detection_categories", _categories, name => name);
        WriteNames("classification_categories", _classes, name => name);
        if (_header.ClassDescriptions.Count > 0)
            WriteNames("classification_category_descriptions", _classes, name => _header.ClassDescriptions.GetValueOrDefault(name, name));
        _json.WriteEndObject();
        _json.Flush();
        _file.Complete();
    }

    private protected override void Drop()
    {
        // Disposing it would write what is left.
        _json.Reset(Stream.Null);
        _json.Dispose();
        _file.Dispose();
    }

    private void WriteInfo()
    {
        _json.WriteStartObject("info");
        _json.WriteString("format_version", "1.6");
        WriteText("detector", _header.Detector);
        WriteTime("detection_completion_time", _header.DetectionCompletionTime);
        if (_header is not { DetectorVersion: null, TypicalDetectionThreshold: null, ConservativeDetectionThreshold: null })
        {
            _json.WriteStartObject("detector_metadata");
            WriteText("megadetector_version", _header.DetectorVersion);
            WriteShare("typical_detection_threshold", _header.TypicalDetectionThreshold);
            WriteShare("conservative_detection_threshold", _header.ConservativeDetectionThreshold);
            _json.WriteEndObject();
        }

        WriteText("classifier", _header.Classifier);
        WriteTime("classification_completion_time", _header.ClassificationCompletionTime);
        if (_header.TypicalClassificationThreshold is not null)
        {
            _json.WriteStartObject("classifier_metadata");
            WriteShare("typical_classification_threshold", _header.TypicalClassificationThreshold);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
    }

    private void WriteImage(CameraTrapImage image)
    {
        WriteBeginning(image.Media);
        if (image.Media.Failure is { } failure)
            WriteFailure(failure);
        else
            WriteDetections([image]);
        _json.WriteEndObject();
    }

    /// <summary>The frames that have come of a video: those that couldn't be read were not processed.</summary>
    private void WriteVideo()
    {
        if (_video.Count == 0)
            return;
        CameraTrapImage[] processed = [.. _video.Where(f => f.Media.Failure is null)];
        WriteBeginning(_video[0].Media);
        _json.WriteNumber("frame_rate", _header.FrameRate!.Value);
        _json.WriteStartArray("frames_processed");
        foreach (CameraTrapImage frame in processed)
            _json.WriteNumberValue(frame.Media.Frame!.Value);
        _json.WriteEndArray();
        if (processed.Length == 0)
            WriteFailure(_video[0].Media.Failure!);
        else
            WriteDetections(processed);
        _json.WriteEndObject();
        _video.Clear();
    }

    private void WriteBeginning(CameraTrapMedia media)
    {
        _json.WriteStartObject();
        _json.WriteString("file", media.File);
        if (media.Timestamp is { } time)
            _json.WriteString("datetime", time.ToString(MegaDetectorReader.ExifTime, CultureInfo.InvariantCulture));
        if (media.Width is { } width)
            _json.WriteNumber("width", width);
        if (media.Height is { } height)
            _json.WriteNumber("height", height);
    }

    private void WriteFailure(string failure)
    {
        _json.WriteString("failure", failure);
        _json.WriteNull("detections");
    }

    private void WriteDetections(IEnumerable<CameraTrapImage> frames)
    {
        _json.WriteStartArray("detections");
        foreach (CameraTrapImage frame in frames)
        {
            foreach (CameraTrapDetection detection in frame.Detections.Where(d => d.Confidence >= _header.MinimumConfidence))
                WriteDetection(detection, frame.Media.Frame);
        }

        _json.WriteEndArray();
    }

    private void WriteDetection(CameraTrapDetection detection, int? frame)
    {
        if (!_categories.Has(detection.Category) && _classes.Has(detection.Category))
        {
            throw new ArgumentException(
                $"The detector's category '{detection.Category}' is named like a class that has been written; name it in "
                    + $"{nameof(MegaDetectorHeader)}.{nameof(MegaDetectorHeader.Categories)}."
            );
        }

        _json.WriteStartObject();
        _json.WriteString("category", _categories.Of(detection.Category));
        WriteShare("conf", detection.Confidence);
        BoundingBox box = detection.Box ?? new BoundingBox(0, 0, 1, 1);
        _json.WriteStartArray("bbox");
        foreach (float edge in (ReadOnlySpan<float>)[box.Left, box.Top, box.Width, box.Height])
            _json.WriteRawValue(Text(edge));
        _json.WriteEndArray();
        if (frame is { } number)
            _json.WriteNumber("frame_number", number);
        WriteClasses(detection.Classes);
        _json.WriteEndObject();
    }

    private void WriteClasses(IReadOnlyList<ClassConfidence> classes)
    {
        ClassConfidence[] told =
        [
            .. classes
                .Where(c => c.Confidence >= _header.MinimumConfidence && !_categories.Has(c.Name))
                .OrderByDescending(c => c.Confidence),
        ];
        if (told.Length == 0)
            return;
        _json.WriteStartArray("classifications");
        foreach (ClassConfidence one in told)
        {
            _json.WriteStartArray();
            _json.WriteStringValue(_classes.Of(one.Name));
            _json.WriteRawValue(Text(one.Confidence));
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
    }

    private void WriteNames(string property, Numbering names, Func<string, string> value)
    {
        _json.WriteStartObject(property);
        foreach ((string name, string number) in names.All)
            _json.WriteString(number, value(name));
        _json.WriteEndObject();
    }

    private void WriteText(string property, string? value)
    {
        if (value is not null)
            _json.WriteString(property, value);
    }

    private void WriteTime(string property, DateTime? value) =>
        WriteText(property, value?.ToString(MegaDetectorReader.Time, CultureInfo.InvariantCulture));

    private void WriteShare(string property, float? value)
    {
        if (value is not { } share)
            return;
        _json.WritePropertyName(property);
        _json.WriteRawValue(Text(share));
    }

    /// <summary>
    /// The shortest number that means the same, with a point in it: MegaDetector's own validator takes 1 for no confidence, and 1.0 for
    /// one.
    /// </summary>
    private static string Text(float share)
    {
        string text = share.ToString(CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }

    private static void RequireFrameRate(CameraTrapMedia media, MegaDetectorHeader header)
    {
        if (media.Frame is not null && header.FrameRate is null)
        {
            throw new ArgumentException(
                $"'{media.File}' is a frame of a video, for which MegaDetector's format asks the frame rate; give it by "
                    + $"{nameof(MegaDetectorHeader)}.{nameof(MegaDetectorHeader.FrameRate)}."
            );
        }
    }

    private static void Require(MegaDetectorHeader header)
    {
        Require(header.FrameRate is null or > 0 and < double.PositiveInfinity, nameof(header.FrameRate), header.FrameRate, "above 0");
        foreach (
            (string name, float? share) in new (string, float?)[]
            {
                (nameof(header.MinimumConfidence), header.MinimumConfidence),
                (nameof(header.TypicalDetectionThreshold), header.TypicalDetectionThreshold),
                (nameof(header.ConservativeDetectionThreshold), header.ConservativeDetectionThreshold),
                (nameof(header.TypicalClassificationThreshold), header.TypicalClassificationThreshold),
            }
        )
            Require(share is null or >= 0 and <= 1, name, share, "0 to 1");
        string? nameless = header.Categories.Concat(header.Classes).FirstOrDefault(string.IsNullOrWhiteSpace);
        Require(nameless is null, nameof(header.Classes), "empty", "names");
    }

    private static void Require(bool condition, string name, object? value, string allowed)
    {
        if (!condition)
            throw new ArgumentException(
                FormattableString.Invariant($"{nameof(MegaDetectorHeader)}.{name} is {value}; allowed: {allowed}."),
                name
            );
    }
}
