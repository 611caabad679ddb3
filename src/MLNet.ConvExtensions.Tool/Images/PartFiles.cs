using System.Globalization;
using System.Text.RegularExpressions;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>Finds the files that the parts of a job have written.</summary>
internal static partial class PartFiles
{
    /// <param name="output">The full path of the file that they are parts of.</param>
    /// <returns>The files of all parts in their order, whether they are there or not.</returns>
    /// <exception cref="IOException">There are none, or of several jobs.</exception>
    public static string[] Of(string output)
    {
        int count = Count(output);
        return [.. Enumerable.Range(1, count).Select(i => new Shard(i, count).FileName(output))];
    }

    private static int Count(string output)
    {
        string folder = Path.GetDirectoryName(output)!;
        string pattern = $"{Path.GetFileNameWithoutExtension(output)}-*-of-*{Path.GetExtension(output)}";
        int[] counts = !Directory.Exists(folder)
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(folder, pattern)
                    .Select(f => (File: f, Match: PartName().Match(f)))
                    .Where(f => f.Match.Success)
                    .Select(f => new Shard(Number(f.Match, 1), Number(f.Match, 2)).FileName(output) == f.File ? Number(f.Match, 2) : 0)
                    .Where(n => n > 0)
                    .Distinct(),
            ];
        return counts switch
        {
            [int count] => count,
            [] => throw new FileNotFoundException($"There are no parts of '{output}' to merge: no files {pattern} beside it."),
            _ => throw new IOException(
                $"Beside '{output}' lie parts of several jobs, of {string.Join(" and of ", counts.Order())} parts; move away those that "
                    + "don't belong to it."
            ),
        };
    }

    private static int Number(Match match, int group) =>
        int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    [GeneratedRegex(@"-(\d+)-of-(\d+)\.[^.]+$")]
    private static partial Regex PartName();
}
