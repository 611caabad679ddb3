using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.ConvExtensions.Insight.Inspection.Pages;

/// <summary>All that was found, for programs.</summary>
internal static class InspectionJson
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static string Write(ImageInspection inspection) =>
        JsonSerializer.Serialize(
            new
            {
                photos = inspection.Images.Count,
                cleaned = inspection.CleanedImages().Count,
                counts = inspection.Findings.CountBy(f => f.Kind).ToDictionary(c => FindingText.Name(c.Key), c => c.Value),
                inspection.ClassCounts,
                inspection.Notes,
                findings = inspection.Findings.Select(f => new
                {
                    file = inspection.Images[f.Image].Path,
                    inspection.Images[f.Image].Label,
                    f.Kind,
                    f.Score,
                    f.Reason,
                    f.SuggestedLabel,
                    other = f.Other is { } other ? inspection.Images[other].Path : null,
                }),
                copies = inspection.Copies.Select(c => new
                {
                    files = c.Images.Select(i => inspection.Images[i].Path),
                    kept = c.Kept is { } kept ? inspection.Images[kept].Path : null,
                    c.Labels,
                    c.Splits,
                    pairs = c.Pairs.Select(p => new
                    {
                        file = inspection.Images[p.Image].Path,
                        original = inspection.Images[p.Original].Path,
                        p.Correlation,
                        p.SameFile,
                        p.IsMirrored,
                        p.Area,
                    }),
                }),
                inspection.LabelNoise,
                clues = inspection.Clues.Select(c => new
                {
                    c.Name,
                    c.Accuracy,
                    c.Low,
                    c.High,
                    c.Chance,
                    c.IsAboveChance,
                    c.ClassAccuracies,
                }),
                images = inspection.Images,
            },
            Format
        );
}
