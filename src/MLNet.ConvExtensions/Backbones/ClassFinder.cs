using System.Globalization;
using MLNet.ConvExtensions.Networks;

namespace MLNet.ConvExtensions.Backbones;

/// <summary>Finds the class that a word means: by its name, one of its names, its WordNet id or its number.</summary>
internal static class ClassFinder
{
    private const int Shown = 5;

    /// <param name="names">The names of the classes, each perhaps several with commas between them.</param>
    /// <param name="ids">The WordNet ids of the classes; null where they have none.</param>
    /// <param name="text">The word.</param>
    /// <exception cref="ArgumentException">There is no such class, or more than one.</exception>
    public static int Find(IReadOnlyList<string> names, IReadOnlyList<string>? ids, string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        string key = Key(text);
        // What fits better goes first: a class's whole name, then the first of several, then any of them.
        Func<int, bool>[] ways =
        [
            c => names[c] == text,
            c => ids?[c] == text,
            c => Key(names[c]) == key,
            c => Key(names[c].Split(',')[0]) == key,
            c => names[c].Split(',').Any(name => Key(name) == key),
        ];
        int[] found = ways.Select(way => Enumerable.Range(0, names.Count).Where(way).ToArray()).FirstOrDefault(f => f.Length > 0) ?? [];
        if (
            found.Length == 0
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number < names.Count
        )
            return number;
        if (found.Length == 1)
            return found[0];
        string which = string.Join(", ", found.Select(c => $"{c} ('{names[c]}')"));
        throw new ArgumentException(
            found.Length > 1
                ? $"'{text}' is the name of {found.Length} classes, {which}; say which by its number{(ids is null ? "" : " or WordNet id")}."
                : $"'{text}' is none of the {names.Count} classes. The nearest names are {Nearest(names, text)}; allowed: a class's name, "
                    + $"{(ids is null ? "" : "its WordNet id, ")}or its number, 0 to {names.Count - 1}."
        );
    }

    private static string Nearest(IReadOnlyList<string> names, string text) =>
        string.Join(", ", NearestNames.Of(text, names.SelectMany(n => n.Split(", ")), Shown).Select(n => $"'{n}'"));

    private static string Key(string name) => string.Concat(name.Where(c => c is not (' ' or '-' or '_'))).ToUpperInvariant();
}
