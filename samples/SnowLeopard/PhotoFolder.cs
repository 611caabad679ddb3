using MLNet.ConvExtensions;
using SkiaSharp;
using Spectre.Console;

namespace SnowLeopard;

/// <summary>Reads a folder of class folders, and says what it read, what it skipped and why.</summary>
internal static class PhotoFolder
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp"];

    public static List<Photo> Read(DirectoryInfo root, string positive)
    {
        if (!root.Exists)
            throw new UsageException($"the folder '{root.FullName}' does not exist; --images takes a folder that holds a folder per class.");
        var photos = new List<Photo>();
        var skipped = new List<(string Path, string Why)>();
        DirectoryInfo[] classes = [.. root.EnumerateDirectories().OrderBy(d => d.Name, StringComparer.Ordinal)];
        foreach (DirectoryInfo folder in classes)
        {
            foreach (FileInfo file in folder.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal))
            {
                string? why = WhySkip(file);
                if (why is null)
                    photos.Add(new Photo { ImagePath = file.FullName, ClassName = folder.Name, Label = folder.Name == positive });
                else
                    skipped.Add((Path.GetRelativePath(root.FullName, file.FullName), why));
            }
        }

        Report(root, photos, skipped);
        if (!photos.Exists(p => p.Label))
        {
            throw new UsageException(
                $"no photo of class '{positive}' in '{root.FullName}'; its classes: {string.Join(", ", classes.Select(c => c.Name).DefaultIfEmpty("none"))}. Choose one with --positive.");
        }

        if (photos.TrueForAll(p => p.Label))
            throw new UsageException($"all photos in '{root.FullName}' are of class '{positive}'; at least one other class is needed.");
        return photos;
    }

    private static string? WhySkip(FileInfo file)
    {
        if (!Extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
            return $"not an image by its name ({(file.Extension.Length > 0 ? file.Extension : "no extension")})";
        if (file.Length == 0)
            return "empty file";
        try
        {
            using FileStream stream = file.OpenRead();
            using SKCodec? codec = SKCodec.Create(stream);
            return codec is null ? "can't be decoded" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static void Report(DirectoryInfo root, List<Photo> photos, List<(string Path, string Why)> skipped)
    {
        var table = new Table().Title($"Photos in {root.FullName.EscapeMarkup()}").AddColumn("class").AddColumn(new TableColumn("photos").RightAligned());
        foreach (IGrouping<string, Photo> group in photos.GroupBy(p => p.ClassName))
            table.AddRow(group.Key.EscapeMarkup(), group.Count().ToString());
        AnsiConsole.Write(table);
        if (skipped.Count == 0)
            return;
        AnsiConsole.MarkupLine($"Skipped {skipped.Count} files:");
        foreach (IGrouping<string, (string Path, string Why)> group in skipped.GroupBy(s => s.Why))
            AnsiConsole.MarkupLine($"  {group.Count()} x {group.Key.EscapeMarkup()}, e.g. {string.Join(", ", group.Take(3).Select(s => s.Path)).EscapeMarkup()}");
    }

    /// <summary>Says which photos turned out to be damaged when they were decoded.</summary>
    public static void ReportBad(BadImageLog bad)
    {
        if (bad.Count == 0)
            return;
        AnsiConsole.MarkupLine($"{bad.Count} photos could not be decoded and are left out:");
        foreach (BadImage image in bad.First.Take(5))
            AnsiConsole.MarkupLine($"  {image.Reason.EscapeMarkup()}");
    }
}
