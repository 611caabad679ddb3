using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>Writes the most probable classes of images for people, or as JSON.</summary>
internal sealed class PredictionLines(TextWriter output, TextWriter error)
{
    // File names and category names are for people to read, and nothing here goes into a web page.
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>How many classes are written for each image.</summary>
    public required int Top { get; init; }

    public required bool Json { get; init; }

    /// <summary>Whether an image may have several labels at once.</summary>
    public bool IsMultilabel { get; init; }

    /// <summary>Tells of an image that can't be read.</summary>
    public static void Tell(TextWriter error, string reason) => error.WriteLine("mlconv: " + reason.ReplaceLineEndings(" "));

    /// <returns>Whether all images could be read.</returns>
    public bool Write(IEnumerable<(string Image, ImagePrediction Prediction)> images)
    {
        var predictions = new List<Prediction>();
        foreach ((string image, ImagePrediction found) in images)
        {
            var prediction = Prediction.Of(found, image, Top, IsMultilabel);
            predictions.Add(prediction);
            if (prediction.Error is { } reason)
                Tell(error, reason);
            else if (!Json)
                output.Write(Text(prediction));
        }

        if (Json)
            output.WriteLine(JsonSerializer.Serialize(predictions, Format));
        return predictions.TrueForAll(p => p.Error is null);
    }

    private static string Text(Prediction prediction) =>
        prediction.Value is { } value ? string.Create(CultureInfo.InvariantCulture, $"{prediction.Image}\n  {value}\n")
        : prediction.Values is { } values
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{prediction.Image}\n  {string.Join("  ", values.Select(v => v.ToString(CultureInfo.InvariantCulture)))}\n"
            )
        : prediction.Labels is { } labels
            ? $"{prediction.Image}\n  {(labels.Count == 0 ? "no label" : string.Join(", ", labels))}\n"
                + string.Concat(prediction.Categories!.Select(Text))
        : $"{prediction.Image}\n{Decided(prediction)}{string.Concat(prediction.Categories!.Select(Text))}";

    /// <summary>What the model decides beside its probabilities, a line each.</summary>
    private static string Decided(Prediction prediction)
    {
        string unknown = prediction.Unknown == true ? $"  {DecidedCells.Unknown}\n" : "";
        string taxon = prediction.Taxon is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"  {prediction.TaxonProbability, 6:0.0000}  {prediction.Taxon} (taxon)\n");
        string set = prediction.PredictionSet is { } classes
            ? $"  one of: {(classes.Count == 0 ? "none" : string.Join(", ", classes))}\n"
            : "";
        return unknown + taxon + set;
    }

    private static string Text(Prediction.Category category) =>
        string.Create(CultureInfo.InvariantCulture, $"  {category.Probability, 6:0.0000}  {category.Class, 4}  {category.Name}\n");
}
