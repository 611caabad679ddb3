using System.Globalization;
using System.Text.RegularExpressions;

namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>Reads what ultralytics' export writes into a file's metadata: Python's dictionaries, lists and numbers as text.</summary>
internal static partial class ClassNameText
{
    /// <summary>Names of classes: <c>{0: 'animal', 1: "man's best friend"}</c> or <c>['animal', 'person']</c>.</summary>
    /// <exception cref="FormatException">It is neither, or the numbers aren't 0 and those behind it.</exception>
    public static IReadOnlyList<string> Names(string text)
    {
        string trimmed = text.Trim();
        if (trimmed is not (['{', .., '}'] or ['[', .., ']']))
            throw Damaged(text);
        string inner = trimmed[1..^1];
        var names = new SortedDictionary<int, string>();
        int at = 0;
        for (; at < inner.Length; )
        {
            Match entry = Entry().Match(inner, at);
            if (!entry.Success)
                throw Damaged(text);
            string number = entry.Groups["number"].Value.Trim('\'', '"');
            int index = number.Length == 0 ? names.Count : int.Parse(number, CultureInfo.InvariantCulture);
            if (!names.TryAdd(index, Unescape(entry.Groups["name"].Value[1..^1])))
                throw Damaged(text);
            at = entry.Index + entry.Length;
        }

        return names.Keys.SequenceEqual(Enumerable.Range(0, names.Count)) ? [.. names.Values] : throw Damaged(text);
    }

    /// <summary>The height and width of <c>[384, 640]</c>; null for any other text.</summary>
    public static (int Height, int Width)? Size(string text) =>
        SizeText().Match(text) is { Success: true } match
            ? (
                int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
                int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture)
            )
            : null;

    private static string Unescape(string text) =>
        Escape()
            .Replace(
                text,
                match =>
                    match.Value[1] switch
                    {
                        'x' or 'u' when match.Length > 2 => ((char)Convert.ToInt32(match.Value[2..], 16)).ToString(),
                        'n' => "\n",
                        't' => "\t",
                        char other => other.ToString(),
                    }
            );

    private static FormatException Damaged(string text) =>
        new($"'{text}' names no classes: as {{0: 'animal', 1: 'person'}} or ['animal', 'person'] they are read.");

    [GeneratedRegex("""\G\s*(?:(?<number>\d{1,6}|'\d{1,6}'|"\d{1,6}")\s*:\s*)?(?<name>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*(?:,\s*|$)""")]
    private static partial Regex Entry();

    [GeneratedRegex("""\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)""")]
    private static partial Regex Escape();

    [GeneratedRegex("""^\s*[\[(]\s*(\d{1,5})\s*,\s*(\d{1,5})\s*[\])]\s*$""")]
    private static partial Regex SizeText();
}
