using System.Text.Json;
using System.Text.Json.Serialization;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.ConvFeatures;

/// <summary>
/// What a saved stage was, as a note in its ONNX graph: enough, together with the graph, to make the same stage again without the
/// backbone's file.
/// </summary>
internal sealed record StageRecord
{
    /// <summary>The key of the note in the graph's metadata.</summary>
    public const string Key = "MLNet.ConvExtensions.Stage";

    private const int CurrentVersion = 3,
        VersionOfVectors = 2,
        VersionOfImages = 1;

    private static readonly JsonSerializerOptions Format = new()
    {
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
    };

    public int Version { get; init; } = VersionOfImages;

    public required string Backbone { get; init; }

    public required string Layer { get; init; }

    /// <summary>
    /// See <see cref="FeatureNetwork.Hash"/>: a stage that was given back finds its features in the cache file of the one that was saved.
    /// </summary>
    public required string NetworkHash { get; init; }

    public required FeaturePooling Pooling { get; init; }

    public required ImageCrops Crops { get; init; }

    /// <summary>Null where the network takes vectors as they are.</summary>
    public required BackbonePreprocessing? Preprocessing { get; init; }

    public required ImageColumnKind Kind { get; init; }

    public required string OutputColumnName { get; init; }

    public required string InputColumnName { get; init; }

    public string? ImageFolder { get; init; }

    public required BadImageHandling BadImages { get; init; }

    public required long MaxImagePixels { get; init; }

    public required bool FastDecode { get; init; }

    /// <summary>The tensor of the graph where preprocessing ends and the backbone begins.</summary>
    public string BodyInput { get; init; } = "";

    /// <summary>The tensor of the graph where the backbone ends.</summary>
    public string BodyOutput { get; init; } = "";

    /// <summary>The number of stock stages before the one with the graph that belong to the stage.</summary>
    public required int StagesBefore { get; init; }

    /// <summary>The number of stock stages behind the one with the graph that belong to the stage.</summary>
    public required int StagesBehind { get; init; }

    /// <summary>The version of the format that a network needs: the first knows images alone, the second no stretching.</summary>
    public static int VersionFor(FeatureNetwork network) =>
        network.Preprocessing is { IsOfLaterVersion: true } ? CurrentVersion
        : network.TakesImages ? VersionOfImages
        : VersionOfVectors;

    /// <exception cref="FormatException">The note is damaged, or of a later version of this library.</exception>
    public static StageRecord Parse(string json)
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
                            + $"{CurrentVersion}. "
                            + "Update the library, or load the model with Model.Load."
                    );
                }
            }

            StageRecord record =
                JsonSerializer.Deserialize<StageRecord>(json, Format) ?? throw new FormatException("Its description is empty.");
            record.Preprocessing?.Validate();
            record.Options.Validate();
            if (record.Preprocessing is null && (record.Version == VersionOfImages || record.Crops != ImageCrops.Center))
                throw new FormatException($"Its description is damaged: it is of images, and its {nameof(Preprocessing)} is null.");
            if (record.StagesBefore < 0 || record.StagesBehind < 0 || !Enum.IsDefined(record.Kind))
                throw new FormatException("Its description is damaged: it has stages and images of a kind that there isn't.");
            return record;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"Its description is damaged: {e.Message}", e);
        }
    }

    public override string ToString() => JsonSerializer.Serialize(this, Format);

    /// <summary>
    /// The options that the stage was made with, as far as a model file keeps them: what concerns the machine is left at its defaults.
    /// </summary>
    [JsonIgnore]
    public ConvFeaturesOptions Options =>
        new()
        {
            OutputColumnName = OutputColumnName,
            InputColumnName = InputColumnName,
            ImageFolder = ImageFolder,
            Layer = Layer,
            Pooling = Pooling,
            Crops = Crops,
            BadImages = BadImages,
            MaxImagePixels = MaxImagePixels,
            FastDecode = FastDecode,
        };
}
