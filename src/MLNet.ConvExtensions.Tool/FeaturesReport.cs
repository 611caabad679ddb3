using System.Text.Json;

namespace MLNet.ConvExtensions.Tool;

/// <summary>What <c>mlconv features</c> did.</summary>
internal sealed record FeaturesReport
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public required string Output { get; init; }

    public required int Rows { get; init; }

    public required int Features { get; init; }

    public required string Layer { get; init; }

    /// <summary>Files that aren't images by their names.</summary>
    public required int OtherFiles { get; init; }

    /// <summary>How many images could not be read.</summary>
    public required long SkippedImages { get; init; }

    /// <summary>The first of them, each with the reason.</summary>
    public required IReadOnlyList<string> Skipped { get; init; }

    public required double Seconds { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    public string ToText()
    {
        string text = $"{Rows} images, {Features} features each of layer {Layer}, in {Seconds:0.0} s: {Output}\n";
        if (OtherFiles > 0)
            text += $"{OtherFiles} files are not images by their names and were left out.\n";
        if (SkippedImages > 0)
            text += $"{SkippedImages} images could not be read and were left out:\n" + string.Concat(Skipped.Select(s => $"  {s}\n"));
        return text;
    }
}
