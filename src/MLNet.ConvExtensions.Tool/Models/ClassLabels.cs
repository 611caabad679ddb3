using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>The names of a network's categories.</summary>
internal sealed partial class ClassLabels
{
    /// <summary>Networks trained with TensorFlow have one more category, the first, which is none of ImageNet's.</summary>
    private const string Background = "background";

    /// <summary>Under which keys exporters write the names into an ONNX file's notes.</summary>
    private static readonly string[] MetadataKeys = ["names", "classes", "class_names", "labels"];

    private readonly IReadOnlyList<string>? _names;

    private ClassLabels(IReadOnlyList<string>? names) => _names = names;

    /// <summary>The name of a category, or its number where names are not known.</summary>
    public string this[int category] => _names?[category] ?? $"class {category}";

    /// <summary>
    /// Names from a file, a line each, in the order of the network's outputs, perhaps with WordNet ids in front; else those that come
    /// with the network.
    /// </summary>
    public static ClassLabels Of(FileInfo? file, Backbone backbone, int count)
    {
        IReadOnlyList<string>? names = file is null ? backbone.Record?.ClassNames ?? OfMetadata(backbone.Network, count) : Read(file);
        if (names is null || names.Count == count)
            return new ClassLabels(names);
        if (names.Count == count - 1)
            return new ClassLabels([Background, .. names]);
        string source = file is null ? $"The record of '{backbone}'" : $"'{file.FullName}'";
        throw new ArgumentException(
            $"{source} has {names.Count} names; '{backbone}' has {count} categories, which {count} names fit, or {count - 1} if the "
                + $"first category is '{Background}'."
        );
    }

    /// <summary>How many names there are; null where none are known.</summary>
    public static int? CountOf(FileInfo? file, Backbone backbone) =>
        file is not null
            ? Read(file).Length
            : backbone.Record?.ClassNames?.Count
                ?? MetadataKeys
                    .Where(backbone.Network.Metadata.ContainsKey)
                    .Select(key => (int?)Parse(backbone.Network.Metadata[key]).Count)
                    .FirstOrDefault();

    private static string[] Read(FileInfo file)
    {
        string[] lines = [.. File.ReadLines(file.FullName).Select(l => l.Trim())];
        lines = lines[..(Array.FindLastIndex(lines, l => l.Length > 0) + 1)];
        return lines.Length > 0 && lines.All(l => WordNetId().IsMatch(l)) ? [.. lines.Select(l => WordNetId().Replace(l, ""))] : lines;
    }

    /// <summary>
    /// Names that the file itself carries, if they are of the right number; notes are free text, so what can't be read is no error.
    /// </summary>
    private static IReadOnlyList<string>? OfMetadata(OnnxNetwork network, int count) =>
        MetadataKeys
            .Where(network.Metadata.ContainsKey)
            .Select(key => Parse(network.Metadata[key]))
            .FirstOrDefault(names => names.Count == count);

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
            return JsonSerializer.Deserialize<string[]>(trimmed) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    [GeneratedRegex("""["']?(?<number>\d{1,6})["']?\s*:\s*(?<quote>["'])(?<name>.*?)\k<quote>""")]
    private static partial Regex NumberedName();

    [GeneratedRegex(@"^n\d{8}\s+(?=\S)")]
    private static partial Regex WordNetId();
}
