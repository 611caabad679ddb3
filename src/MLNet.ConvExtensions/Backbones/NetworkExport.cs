using System.Text.Json;
using System.Text.Json.Serialization;
using MLNet.ConvExtensions.Networks.Edits;

namespace MLNet.ConvExtensions;

/// <summary>
/// What a network that was trained by this library says of itself in its ONNX file: what was done to images, what it predicts, and what its
/// output is. Whatever reads the file goes by it. The names of classes are there a second time, as a JSON list under the key 'classes',
/// which other programs read.
/// </summary>
public sealed record NetworkExport
{
    /// <summary>The key of the note in the file's metadata.</summary>
    public const string Key = PreprocessingEdit.ImageNote;

    private const string ClassesKey = "classes";

    private const int CurrentVersion = 2,
        FirstVersion = 1;

    private static readonly JsonSerializerOptions Format = new()
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
    };

    /// <summary>The version of the note.</summary>
    public int Version { get; init; } = FirstVersion;

    /// <summary>What it predicts: Multiclass, Binary, Regression, Multilabel, or Features where it predicts nothing.</summary>
    public required string Task { get; init; }

    /// <summary>What was done to images; null where it was trained on vectors, which went into it as they were.</summary>
    public BackbonePreprocessing? Preprocessing { get; init; }

    /// <summary>
    /// The names of the classes, of labels that are told at once, or of several numbers, in the order of the first output; null where there
    /// are none.
    /// </summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>What the first output ends in: Softmax, LogSoftmax or Sigmoid; null where it has logits, or numbers as they are.</summary>
    public string? Activation { get; init; }

    /// <summary>Of labels that are told at once, the probabilities above which they are predicted; null for a half of each.</summary>
    public IReadOnlyList<float>? Thresholds { get; init; }

    /// <summary>What a network says of itself; null if it says nothing.</summary>
    /// <param name="network">The network.</param>
    /// <exception cref="OnnxNetworkException">The note is damaged, or of a later version of this library.</exception>
    public static NetworkExport? Of(OnnxNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!network.Metadata.TryGetValue(Key, out string? note))
            return null;
        try
        {
            NetworkExport export = JsonSerializer.Deserialize<NetworkExport>(note, Format) ?? throw new JsonException("It is empty.");
            if (export.Version is < FirstVersion or > CurrentVersion)
                throw new OnnxNetworkException(
                    $"The network '{network.Name}' was exported in version {export.Version} of the format; this version of "
                        + $"MLNet.ConvExtensions reads {FirstVersion} to {CurrentVersion}. Update the library."
                );
            export.Preprocessing?.Validate();
            if (export.Classes?.Contains(null!) == true)
                throw new JsonException("A class has no name.");
            return export;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException)
        {
            throw new OnnxNetworkException(
                $"What the network '{network.Name}' says of its training, under '{Key}' in its metadata, is damaged: {e.Message}",
                e
            );
        }
    }

    /// <summary>The network with this note, in place of one that it has.</summary>
    /// <param name="network">The network.</param>
    public OnnxNetwork Write(OnnxNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        NetworkExport note = Preprocessing is { IsOfLaterVersion: true } ? this with { Version = CurrentVersion } : this;
        OnnxNetwork noted = network.WithMetadata(Key, JsonSerializer.Serialize(note, Format));
        return Classes is null ? noted.WithoutMetadata(ClassesKey) : noted.WithMetadata(ClassesKey, JsonSerializer.Serialize(Classes));
    }
}
