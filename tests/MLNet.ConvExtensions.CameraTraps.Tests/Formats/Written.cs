using System.Text.Encodings.Web;
using System.Text.Json;
using Json.Schema;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Formats;

/// <summary>What tests do with writers and what they wrote.</summary>
internal static class Written
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void All(CameraTrapWriter writer, IEnumerable<CameraTrapImage> images)
    {
        using (writer)
        {
            foreach (CameraTrapImage image in images)
                writer.Append(image);
            writer.Complete();
        }
    }

    /// <summary>Photos as text: lists are compared by what is in them.</summary>
    public static string Text(CameraTrapImage image) => JsonSerializer.Serialize(image, Format);

    public static void AssertSame(IEnumerable<CameraTrapImage> expected, IEnumerable<CameraTrapImage> actual) =>
        Assert.Equal(expected.Select(Text), actual.Select(Text));

    public static string Schema(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Formats", "Schemas", name));

    /// <summary>Where JSON isn't as a schema has it; empty where it is.</summary>
    public static IReadOnlyList<string> Violations(string schema, string file)
    {
        JsonSchema rules = JsonSchema.FromText(Schema(schema));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file));
        if (rules.Evaluate(json.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.Flag }).IsValid)
            return [];
        EvaluationResults found = rules.Evaluate(json.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return
        [
            .. (found.Details ?? [])
                .Where(d => d.Errors is not null)
                .SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value}")),
        ];
    }
}
