using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.ConvExtensions.Tool.Commands.Archive;

/// <summary>What <c>mlconv archive</c> found.</summary>
internal sealed record ArchiveSummary
{
    private const int MostDeployments = 20;

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public required string Output { get; init; }

    public required string WarningsFile { get; init; }

    public required long Photos { get; init; }

    public required int Events { get; init; }

    public required IReadOnlyList<DeploymentSpan> Deployments { get; init; }

    /// <summary>Deployments of the list without a photo.</summary>
    public required IReadOnlyList<string> WithoutPhotos { get; init; }

    /// <summary>How many photos have each fault.</summary>
    public required IReadOnlyList<WarningCount> Warnings { get; init; }

    /// <summary>For each class the records that are independent of each other; null where classes aren't known.</summary>
    public IReadOnlyDictionary<string, int>? Independent { get; init; }

    /// <summary>Files that earlier runs of the same job had read.</summary>
    public required long Resumed { get; init; }

    public required double Seconds { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    public string ToText()
    {
        string text = $"{Photos} photos of {Deployments.Count} deployments, {Events} events, in {Seconds:0.0} s: {Output}\n";
        if (Resumed > 0)
            text += $"{Resumed} files had been read before.\n";
        foreach (DeploymentSpan deployment in Deployments.Take(MostDeployments))
            text += $"  {deployment.Deployment}: {deployment.Photos} photos{deployment.Span}\n";
        if (Deployments.Count > MostDeployments)
            text += $"  and {Deployments.Count - MostDeployments} more deployments, listed by --json\n";
        foreach (string deployment in WithoutPhotos)
            text += $"The deployment '{deployment}' has no photo: is its folder right?\n";
        foreach (WarningCount warning in Warnings)
            text += $"{char.ToUpperInvariant(warning.What[0])}{warning.What[1..]}: {warning.Photos}, the first '{warning.First}'\n";
        if (Warnings.Count > 0)
            text += $"Each is listed in {WarningsFile}\n";
        if (Independent is { Count: 0 })
            text += "No independent records: no photo has a time and a deployment.\n";
        else if (Independent is not null)
            text += $"Independent records: {string.Join(", ", Independent.Select(i => $"{i.Key} {i.Value}"))}\n";
        return text;
    }
}
