using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MLNet.ConvExtensions.Backbones;

/// <summary>
/// The names of classes that a network's file carries. Exporters write them into its notes under several keys and in several forms; notes
/// are free text, so what can't be read is no error.
/// </summary>
internal static partial class NotedClasses
{
    private static readonly string[] Keys = ["names", "classes", "class_names", "labels"];

    /// <summary>The names, as many as one of the outputs has numbers for an image; null where there are none.</summary>
    public static IReadOnlyList<string>? Of(OnnxNetwork network) =>
        Keys.Where(network.Metadata.ContainsKey)
            .Select(key => Parse(network.Metadata[key]))
            .FirstOrDefault(names => MayBeOf(network, names));

    /// <summary>Whether one of the outputs may have a number for each of some names.</summary>
    public static bool MayBeOf(OnnxNetwork network, IReadOnlyList<string> names) =>
        names.Count > 0 && network.Outputs.Any(output => MayHave(output, names.Count));

    private static bool MayHave(NetworkTensor output, int count) =>
        output.Shape is not { Count: > 1 } shape || shape[1] is not { } width || width == count || (width == 1 && count == 2);

    /// <summary>A list in JSON, numbers with names as JSON or Python writes them, or lines.</summary>
    private static IReadOnlyList<string> Parse(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.StartsWith('{'))
        {
            return
            [
                .. NumberedName()
                    .Matches(trimmed)
                    .OrderBy(m => int.Parse(m.Groups["number"].Value, CultureInfo.InvariantCulture))
                    .Select(m => m.Groups["name"].Value),
            ];
        }

        if (!trimmed.StartsWith('['))
            return [.. trimmed.Split('\n').Select(l => l.Trim())];
        try
        {
            string[] names = JsonSerializer.Deserialize<string[]>(trimmed) ?? [];
            return names.Contains(null) ? [] : names;
        }
        catch (JsonException)
        {
            return [];
        }
    }

    [GeneratedRegex("""["']?(?<number>\d{1,6})["']?\s*:\s*(?<quote>["'])(?<name>.*?)\k<quote>""")]
    private static partial Regex NumberedName();
}
