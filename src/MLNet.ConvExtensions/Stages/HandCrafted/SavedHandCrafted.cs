using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>Computes features in a loaded model, from the options that were saved with it. For one thread.</summary>
internal sealed class SavedHandCrafted
{
    private static readonly JsonSerializerOptions Format = new()
    {
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
    };

    private readonly string _text;
    private readonly HandCraftedFeaturesOptions _options;
    private readonly RowWorkspace _workspace;
    private readonly float[] _missing;

    private SavedHandCrafted(string text)
    {
        _text = text;
        _options = Parse(text);
        var engine = new HandCraftedEngine(_options);
        _workspace = engine.CreateWorkspace(capacity: 1);
        _missing = new float[engine.Width];
        Array.Fill(_missing, float.NaN);
    }

    /// <summary>Writes an image's pixels with the tools of a thread.</summary>
    public delegate void Writer(ImageWorkspace tools, Span<float> planes);

    /// <summary>The folder that relative paths start from, or null.</summary>
    public string? ImageFolder => _options.ImageFolder;

    public static string Describe(HandCraftedFeaturesOptions options) => JsonSerializer.Serialize(options.WithoutMachine(), Format);

    /// <exception cref="FormatException">The text doesn't describe options.</exception>
    public static HandCraftedFeaturesOptions Parse(string text)
    {
        try
        {
            HandCraftedFeaturesOptions options =
                JsonSerializer.Deserialize<HandCraftedFeaturesOptions>(text, Format)
                ?? throw new FormatException("The saved options of hand-crafted features are empty.");
            options.Validate();
            return options;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new FormatException($"The saved options of hand-crafted features are damaged: {e.Message}", e);
        }
    }

    /// <summary>What computes with these options: the one at hand, if it is of the same.</summary>
    public static SavedHandCrafted For(ReadOnlyMemory<char> settings, SavedHandCrafted? atHand) =>
        atHand is not null && settings.Span.SequenceEqual(atHand._text) ? atHand : new SavedHandCrafted(settings.ToString());

    public VBuffer<float> Compute(Writer write)
    {
        ReadOnlySpan<float> features = _missing;
        try
        {
            write(_workspace.Images!, _workspace.Batch.InputOf(0));
            _workspace.Batch.Run(1);
            features = _workspace.Batch.Outputs(1);
        }
        catch (ImageInputException) when (_options.BadImages == BadImageHandling.Missing)
        {
            // What was asked for: the values stay missing.
        }

        return new VBuffer<float>(features.Length, features.ToArray());
    }
}
