namespace MLNet.ConvExtensions.Networks;

/// <summary>Finds the names that a mistyped one may have meant.</summary>
internal static class NearestNames
{
    /// <summary>The names at the smallest edit distance, those that contain the word first.</summary>
    public static IEnumerable<string> Of(string word, IEnumerable<string> names, int count = 5) =>
        names
            .Distinct()
            .OrderBy(name => word.Length > 1 && name.Contains(word, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .ThenBy(name => Distance(word.ToUpperInvariant(), name.ToUpperInvariant()))
            .Take(count);

    /// <summary>Insertions, deletions and replacements that turn one word into the other (Levenshtein).</summary>
    public static int Distance(string a, string b)
    {
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            previous[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }
}
