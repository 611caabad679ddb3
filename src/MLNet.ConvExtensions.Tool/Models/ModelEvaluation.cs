using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>What a model's predictions for images of known labels come to, for people to read and as JSON.</summary>
internal abstract record ModelEvaluation
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What the model predicts.</summary>
    [JsonPropertyOrder(-3)]
    public abstract string Task { get; }

    /// <summary>How many images were judged.</summary>
    [JsonPropertyOrder(-2)]
    public required int Images { get; init; }

    /// <summary>How many could not be read, and were left out.</summary>
    [JsonPropertyOrder(-1)]
    public required int Unread { get; init; }

    /// <summary>How sure the accuracy is, and what probabilities are worth; null for numbers.</summary>
    [JsonPropertyOrder(1)]
    public Certainty? Certainty { get; init; }

    /// <summary>How good the model is in each group, the worst first; null where nothing belongs together.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<GroupValue>? Groups { get; init; }

    /// <summary>What it says of each image, in their order.</summary>
    [JsonPropertyOrder(2)]
    public required IReadOnlyList<ImageResult> Results { get; init; }

    /// <summary>What the values of groups are called.</summary>
    protected abstract string GroupMeasure { get; }

    public void Write(TextWriter output)
    {
        string unread = Unread == 0 ? "" : $" {Unread} images could not be read and were left out.";
        output.WriteLine($"{Images} images{Scope}.{unread}");
        WriteFigures(output);
        if (Groups is not null)
            GroupReport.Write(output, GroupMeasure, Groups);
    }

    public void WriteJson(TextWriter output) => output.WriteLine(JsonSerializer.Serialize(this, GetType(), Format));

    /// <summary>What stands behind the number of images.</summary>
    protected virtual string Scope => "";

    protected abstract void WriteFigures(TextWriter output);

    protected static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>JSON has no numbers that aren't finite.</summary>
    protected static double? Finite(double value) => double.IsFinite(value) ? value : null;

    /// <summary>A figure for people.</summary>
    protected static string Figure(double? value) => value is { } known ? Text($"{known:0.0000}") : "not defined";
}
