using System.Text.Json;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>What <c>mlconv features</c> did.</summary>
internal sealed record FeaturesReport
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    public required string Output { get; init; }

    /// <summary>The list of all images beside the output; null where there is none.</summary>
    public required string? Manifest { get; init; }

    /// <summary>Which part of the images, as I/N; null: all.</summary>
    public string? Shard { get; init; }

    public required long Rows { get; init; }

    public required int Features { get; init; }

    public required string Layer { get; init; }

    /// <summary>Images that earlier runs of the same job had done.</summary>
    public required long Resumed { get; init; }

    /// <summary>Files that aren't images by their names.</summary>
    public required long OtherFiles { get; init; }

    /// <summary>Files and folders that are hidden by their names.</summary>
    public required long HiddenEntries { get; init; }

    /// <summary>Links to folders, which aren't followed.</summary>
    public required long LinkedFolders { get; init; }

    /// <summary>How many images could not be read.</summary>
    public required long SkippedImages { get; init; }

    /// <summary>The first of them, each with the reason; the manifest has all.</summary>
    public required IReadOnlyList<string> Skipped { get; init; }

    public required double Seconds { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    public string ToText()
    {
        string part = Shard is null ? "" : $" (part {Shard})";
        string text = $"{Rows} images{part}, {Features} features each of layer {Layer}, in {Seconds:0.0} s: {Output}\n";
        if (Resumed > 0)
            text += $"{Resumed} images had been done before.\n";
        if (OtherFiles > 0)
            text += $"{OtherFiles} files are not images by their names and were left out.\n";
        if (HiddenEntries > 0)
            text += $"{HiddenEntries} hidden files or folders were left out.\n";
        if (LinkedFolders > 0)
            text += $"{LinkedFolders} links to folders were not followed.\n";
        if (SkippedImages > 0)
        {
            text += $"{SkippedImages} images could not be read and were left out:\n" + string.Concat(Skipped.Select(s => $"  {s}\n"));
            if (SkippedImages > Skipped.Count)
                text += $"  and {SkippedImages - Skipped.Count} more{(Manifest is null ? "" : $", listed in {Manifest}")}\n";
        }

        return text;
    }
}
