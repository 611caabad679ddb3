using System.Text.Json;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>The first line of the manifest: everything, apart from the images, that the output depends on.</summary>
internal sealed record ManifestHeader
{
    public required string Tool { get; init; }

    /// <summary>What the network is called; another name for the same network makes no difference.</summary>
    public required string Network { get; init; }

    /// <summary>SHA-256 of the network.</summary>
    public required string NetworkHash { get; init; }

    public required BackbonePreprocessing Preprocessing { get; init; }

    public required string Layer { get; init; }

    public required FeaturePooling Pool { get; init; }

    public required int Features { get; init; }

    public required string Format { get; init; }

    public required bool SkipBad { get; init; }

    /// <summary>Which part of the job; null: all of it.</summary>
    public string? Shard { get; init; }

    /// <summary>What differs, in words; empty if nothing does.</summary>
    public string DifferenceTo(ManifestHeader wanted)
    {
        JsonElement ours = Manifest.ToJson(this),
            theirs = Manifest.ToJson(wanted with { Network = Network });
        string[] names = [.. ours.EnumerateObject().Concat(theirs.EnumerateObject()).Select(p => p.Name).Distinct()];
        return string.Join(
            "; ",
            names.Where(n => Text(ours, n) != Text(theirs, n)).Select(n => $"{n} is {Text(ours, n)} there and {Text(theirs, n)} now")
        );
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetRawText() : "absent";
}
