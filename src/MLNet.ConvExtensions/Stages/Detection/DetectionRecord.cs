using System.Text.Json;
using System.Text.Json.Serialization;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>What a saved stage of a detector was, as a note in its graph and as what its stages read of a column.</summary>
internal sealed record DetectionRecord
{
    /// <summary>The key of the note in the graph's metadata.</summary>
    public const string Key = "MLNet.ConvExtensions.Detection";

    private const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Format = new()
    {
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
    };

    public int Version { get; init; } = CurrentVersion;

    /// <summary>What the network is called.</summary>
    public required string Name { get; init; }

    public required DetectorSettings Detector { get; init; }

    public required DetectionOptions Options { get; init; }

    public required ImageColumnKind Kind { get; init; }

    /// <summary>What is cut out; null where the objects themselves are what the stage gives.</summary>
    public CropToDetectionsOptions? Crop { get; init; }

    /// <summary>The number of stages before the one with the graph that belong to the stage.</summary>
    public int StagesBefore { get; init; }

    /// <summary>The number of stages behind the one with the graph that belong to the stage.</summary>
    public int StagesBehind { get; init; }

    /// <exception cref="FormatException">The note is damaged, or of a later version of this library.</exception>
    public static DetectionRecord Parse(string json)
    {
        try
        {
            // The version comes first: a note of a later version may be one that this version can't read.
            using (JsonDocument document = JsonDocument.Parse(json))
            {
                int version = document.RootElement.GetProperty(nameof(Version)).GetInt32();
                if (version > CurrentVersion)
                {
                    throw new FormatException(
                        $"It was saved in version {version} of the format; this version of MLNet.ConvExtensions reads up to "
                            + $"{CurrentVersion}. Update the library."
                    );
                }
            }

            DetectionRecord record =
                JsonSerializer.Deserialize<DetectionRecord>(json, Format) ?? throw new FormatException("Its description is empty.");
            record.Options.Validate();
            record.Crop?.Validate(record.Detector.ClassNames);
            bool isWhole =
                Enum.IsDefined(record.Kind)
                && !record.Kind.IsVector()
                && Enum.IsDefined(record.Detector.Layout)
                && record.Detector.Width is >= 1 and <= 16384
                && record.Detector.Height is >= 1 and <= 16384
                && record is { StagesBefore: >= 0, StagesBehind: >= 0 };
            return isWhole ? record : throw new FormatException("Its description is damaged: a value is out of range.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"Its description is damaged: {e.Message}", e);
        }
    }

    public override string ToString() => JsonSerializer.Serialize(this, Format);
}
