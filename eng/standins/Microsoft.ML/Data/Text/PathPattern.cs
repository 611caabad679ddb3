namespace Microsoft.ML.Data;

/// <summary>Paths with * and ? in the file name, ... for all folders below, and + between alternatives.</summary>
internal static class PathPattern
{
    public static string[] Expand(string pattern)
    {
        if (File.Exists(pattern))
            return [pattern];
        return pattern.Split('+', StringSplitOptions.RemoveEmptyEntries).SelectMany(ExpandOne).ToArray();
    }

    private static IEnumerable<string> ExpandOne(string pattern)
    {
        int recursion = pattern.IndexOf("...", StringComparison.Ordinal);
        if (recursion < 0 && pattern.IndexOfAny(['*', '?']) < 0)
            return File.Exists(pattern) ? [pattern] : [];

        var folder = recursion >= 0 ? pattern[..recursion] : Path.GetDirectoryName(pattern) ?? "";
        var name = recursion >= 0 ? pattern[(recursion + 3)..].TrimStart('/', '\\') : Path.GetFileName(pattern);
        folder = folder.Length == 0 ? "." : folder;
        if (!Directory.Exists(folder))
            return [];
        var files = Directory.EnumerateFiles(folder, name.Length == 0 ? "*" : name,
            recursion >= 0 ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly);
        return files.Order(StringComparer.Ordinal);
    }
}
