using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.ConvExtensions.AutoML.Report;

/// <summary>All results for programs, predictions included.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write(FeatureComparison comparison) =>
        JsonSerializer.Serialize(
            new
            {
                summary = ReportText.Summary(comparison),
                metric = comparison.Options.Metric,
                comparison.Options.Seed,
                comparison.Options.NumberOfFolds,
                comparison.Options.Confidence,
                comparison.Classes,
                comparison.DevelopmentImages,
                comparison.TestImages,
                comparison.WasStopped,
                comparison.Notes,
                comparison.Sets,
                comparison.Pairs,
                comparison.Trials,
                comparison.Duplicates,
                comparison.Failures,
                seconds = comparison.Elapsed.TotalSeconds,
            },
            Format
        );
}
