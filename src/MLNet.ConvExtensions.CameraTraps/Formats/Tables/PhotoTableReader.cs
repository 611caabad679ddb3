using System.Text.RegularExpressions;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Tables;

/// <summary>Reads what <see cref="PhotoTableWriter"/> writes.</summary>
internal static class PhotoTableReader
{
    private static readonly Regex Numbered = new(@"^(.*) \(class \d+\)$", RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private static readonly string[] Box = ["left", "top", "width", "height"];

    public static IEnumerable<CameraTrapImage> Read(string path, ClassCategories categories)
    {
        using var table = CsvTable.Open(path);
        int[] heads = [.. PhotoTableWriter.Heads.Take(2).Select(table.Require), .. PhotoTableWriter.Heads.Skip(2).Select(table.Find)];
        if (table.Find(Box[0]) >= 0)
            Array.ForEach(Box, name => table.Require(name));
        int[] own = [.. Enumerable.Range(0, table.Columns.Count).Except(heads)];
        string[] classes = [.. own.Select(c => ClassOf(table.Columns[c]))];
        while (table.Read())
        {
            ClassConfidence[] shares =
            [
                .. own.Select((c, i) => (Name: classes[i], Share: table.Share(c)))
                    .Where(c => c.Share is not null)
                    .Select(c => new ClassConfidence(c.Name, c.Share!.Value)),
            ];
            yield return Read(table, heads, shares, categories);
        }
    }

    /// <summary>The class of a column: one that is named like another column has its number behind its name there.</summary>
    private static string ClassOf(string column) =>
        Numbered.Match(column) is { Success: true } match && PhotoTableWriter.Heads.Contains(match.Groups[1].Value)
            ? match.Groups[1].Value
            : column;

    private static CameraTrapImage Read(CsvTable table, int[] heads, ClassConfidence[] shares, ClassCategories categories)
    {
        int At(string name) => heads[Array.IndexOf(PhotoTableWriter.Heads, name)];

        var media = new CameraTrapMedia
        {
            File = table.Needed(At("file"), "a photo").Replace('\\', '/'),
            Deployment = table.Text(At("deployment")),
            Site = table.Text(At("site")),
            Timestamp = table.Time(At("timestamp")),
            Event = table.Text(At("event")),
            Frame = table.Whole(At("frame")),
            Failure = table.Text(At("failure")),
        };
        string? predicted = table.Text(At("predicted"));
        if (media.Failure is not null || predicted is null)
            return new CameraTrapImage { Media = media with { Failure = media.Failure ?? "no prediction" } };
        float? probability = table.Share(At("probability"));
        shares = [.. shares.OrderBy(s => s.Name != predicted).ThenByDescending(s => s.Confidence)];
        string? category = table.Text(At("category")) ?? categories.CategoryOf(predicted);
        if (category is null)
            return new CameraTrapImage { Media = media, Classes = shares };
        BoundingBox? box = table.Share(At(Box[0])) is { } left ? new BoundingBox(left, Edge(Box[1]), Edge(Box[2]), Edge(Box[3])) : null;
        ClassConfidence[] same =
            shares.Length > 0 && box is not null ? shares
            : shares.Length > 0 ? [.. shares.Where(s => categories.CategoryOf(s.Name) == category)]
            : predicted == category || probability is null ? []
            : [new ClassConfidence(predicted, probability.Value)];
        return new CameraTrapImage
        {
            Media = media,
            Classes = box is null ? shares : [],
            Detections =
            [
                new CameraTrapDetection
                {
                    Category = category,
                    Confidence = table.Share(At("confidence")) ?? probability ?? 1,
                    Box = box,
                    Classes = same,
                },
            ],
        };

        float Edge(string name) => table.Share(At(name)) ?? throw table.Wrong(At(name), "a number from 0 to 1");
    }
}
