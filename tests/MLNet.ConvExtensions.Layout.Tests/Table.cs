namespace MLNet.ConvExtensions.Layout.Tests;

/// <summary>A table of a document.</summary>
internal static class Table
{
    /// <param name="document">The document, in Markdown.</param>
    /// <param name="head">What the line of the table's head begins with.</param>
    /// <returns>The cells of each row.</returns>
    public static string[][] Read(string document, string head) =>
        [
            .. File.ReadLines(document)
                .SkipWhile(line => !line.StartsWith(head, StringComparison.Ordinal))
                .Skip(2)
                .TakeWhile(line => line.StartsWith('|'))
                .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
        ];
}
