using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;
using Spectre.Console;

namespace SnowLeopard;

/// <summary>Reads a folder of class folders, and says what it read and what it left out.</summary>
internal static class PhotoFolder
{
    public static List<Photo> Read(MLContext context, DirectoryInfo root, string positive)
    {
        if (!root.Exists)
            throw new UsageException($"'{root.FullName}' is not a folder; --images takes a folder that holds a folder per class.");
        IDataView data = context.Data.LoadImageFolder(root.FullName, out ImageFolderSummary summary);
        IEnumerable<(string Path, string Class)> found = data.GetColumn<string>("ImagePath").Zip(data.GetColumn<string>("Label"));
        List<Photo> photos =
        [
            .. found.Select(f => new Photo
            {
                ImagePath = f.Path,
                ClassName = f.Class,
                Label = f.Class == positive,
            }),
        ];
        Report(root, photos, summary);
        Check(root, photos, positive);
        return photos;
    }

    /// <summary>Says which photos turned out to be damaged when they were decoded.</summary>
    public static void ReportBad(BadImageLog bad)
    {
        if (bad.Count == 0)
            return;
        AnsiConsole.MarkupLine($"Left out because the picture could not be decoded: {bad.Count}");
        foreach (BadImage image in bad.First.Take(5))
            AnsiConsole.MarkupLine($"  {image.Reason.EscapeMarkup()}");
    }

    private static void Report(DirectoryInfo root, List<Photo> photos, ImageFolderSummary summary)
    {
        AnsiConsole.MarkupLine($"Photos in {root.FullName.EscapeMarkup()}:");
        Table table = new Table().AddColumn("class").AddColumn(new TableColumn("photos").RightAligned());
        foreach (IGrouping<string, Photo> group in photos.GroupBy(p => p.ClassName))
            table.AddRow(group.Key.EscapeMarkup(), group.Count().ToString());
        AnsiConsole.Write(table);
        if (summary.HasLeftOut)
            AnsiConsole.MarkupLine(summary.DescribeLeftOut());
    }

    private static void Check(DirectoryInfo root, List<Photo> photos, string positive)
    {
        if (!photos.Exists(p => p.Label))
        {
            string classes = string.Join(", ", photos.Select(p => p.ClassName).Distinct());
            throw new UsageException(
                $"no photo of class '{positive}' in '{root.FullName}'; its classes: {classes}. Choose one with --positive."
            );
        }

        if (photos.TrueForAll(p => p.Label))
            throw new UsageException($"all photos in '{root.FullName}' are of class '{positive}'; at least one other class is needed.");
    }
}
