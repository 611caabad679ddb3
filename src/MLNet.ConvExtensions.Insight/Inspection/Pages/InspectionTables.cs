using System.Globalization;
using CsvHelper;

namespace MLNet.ConvExtensions.Insight.Inspection.Pages;

/// <summary>The findings, and the photos without, as CSV.</summary>
internal sealed class InspectionTables(ImageInspection inspection)
{
    public void WriteFindings(string file) =>
        Write(
            file,
            ["file", "label", "finding", "score", "reason", "suggested", "other"],
            inspection.Findings.Select(f =>
                (string[])
                    [
                        Name(file, f.Image),
                        inspection.Images[f.Image].Label ?? "",
                        FindingText.Name(f.Kind),
                        f.Score.ToString("0.####", CultureInfo.InvariantCulture),
                        f.Reason,
                        f.SuggestedLabel ?? "",
                        f.Other is { } other ? Name(file, other) : "",
                    ]
            )
        );

    public void WriteCleaned(string file)
    {
        IReadOnlyList<int> images = inspection.CleanedImages();
        (string Name, Func<int, string?> Value)[] columns =
        [
            ("file", i => Name(file, i)),
            ("label", i => inspection.Images[i].Label),
            ("group", i => inspection.Images[i].Group),
            ("split", i => inspection.Images[i].Split),
        ];
        (string Name, Func<int, string?> Value)[] used = [.. columns.Where(c => images.Any(i => c.Value(i) is not null))];
        Write(file, [.. used.Select(c => c.Name)], images.Select(i => (string[])[.. used.Select(c => c.Value(i) ?? "")]));
    }

    /// <summary>A photo's path from the table's folder, with '/' on every system; in full where there is no way from there.</summary>
    private string Name(string file, int image) =>
        Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(file))!, inspection.PathOf(image))
            .Replace(Path.DirectorySeparatorChar, '/');

    private static void Write(string file, string[] heads, IEnumerable<string[]> rows) =>
        WholeFile.Write(
            file,
            temporary =>
            {
                using var table = CsvWriter.ToFile(temporary, new CsvWriterOptions { NewLine = "\n" });
                table.WriteRecord(heads);
                foreach (string[] row in rows)
                    table.WriteRecord(row);
            }
        );
}
