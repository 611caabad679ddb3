using MLNet.ConvExtensions;
using SkiaSharp;
using Spectre.Console;

namespace SnowLeopard;

/// <summary>Reads a folder of class folders, and says what it read, what it skipped and why.</summary>
internal sealed class PhotoFolder
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp"];

    private readonly DirectoryInfo _root;
    private readonly string _positive;
    private readonly List<string> _classes = [];
    private readonly List<Photo> _photos = [];
    private readonly List<(string Path, string Why)> _skipped = [];

    private PhotoFolder(DirectoryInfo root, string positive) => (_root, _positive) = (root, positive);

    public static List<Photo> Read(DirectoryInfo root, string positive)
    {
        if (!root.Exists)
            throw new UsageException($"'{root.FullName}' is not a folder; --images takes a folder that holds a folder per class.");
        var folder = new PhotoFolder(root, positive);
        folder.ReadFolder(root, className: null);
        folder.Report();
        folder.Check();
        return folder._photos;
    }

    private void ReadFolder(DirectoryInfo folder, string? className)
    {
        FileSystemInfo[] entries;
        try
        {
            entries = [.. folder.EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (className is not null && (e is IOException or UnauthorizedAccessException))
        {
            Skip(folder, WhyUnreadable(e, "folder"));
            return;
        }

        foreach (FileSystemInfo entry in entries)
        {
            if (entry is FileInfo file)
            {
                ReadFile(file, className);
            }
            else if (entry.LinkTarget is not null)
            {
                // It may lead back up, and then every photo would come again, under a class that isn't its own.
                Skip(entry, "link to a folder");
            }
            else
            {
                if (className is null)
                    _classes.Add(entry.Name);
                ReadFolder((DirectoryInfo)entry, className ?? entry.Name);
            }
        }
    }

    private void ReadFile(FileInfo file, string? className)
    {
        if (WhySkip(file) is { } why)
            Skip(file, why);
        else if (className is null)
            Skip(file, "image outside of the class folders");
        else
            _photos.Add(new Photo { ImagePath = file.FullName, ClassName = className, Label = className == _positive });
    }

    private void Skip(FileSystemInfo entry, string why) => _skipped.Add((Path.GetRelativePath(_root.FullName, entry.FullName), why));

    private static string? WhySkip(FileInfo file)
    {
        if (!Extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
            return $"file that is not an image by its name ({(file.Extension.Length > 0 ? file.Extension : "no extension")})";
        try
        {
            using FileStream stream = file.OpenRead();
            if (stream.Length == 0)
                return "empty file";
            using SKCodec? codec = SKCodec.Create(stream);
            return codec is null ? "file that can't be decoded" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return WhyUnreadable(e, "file");
        }
    }

    /// <summary>The framework's own messages name the path, so no two of them would be counted together.</summary>
    private static string WhyUnreadable(Exception e, string what) => e switch
    {
        UnauthorizedAccessException => $"{what} that may not be read (permissions)",
        FileNotFoundException or DirectoryNotFoundException => $"{what} that is not there (a link that leads nowhere)",
        _ => $"{what} that can't be read: {e.Message}",
    };

    private void Report()
    {
        AnsiConsole.MarkupLine($"Photos in {_root.FullName.EscapeMarkup()}:");
        Table table = new Table().AddColumn("class").AddColumn(new TableColumn("photos").RightAligned());
        foreach (IGrouping<string, Photo> group in _photos.GroupBy(p => p.ClassName))
            table.AddRow(group.Key.EscapeMarkup(), group.Count().ToString());
        AnsiConsole.Write(table);
        if (_skipped.Count == 0)
            return;
        AnsiConsole.MarkupLine($"Skipped {_skipped.Count}:");
        foreach (IGrouping<string, (string Path, string Why)> group in _skipped.GroupBy(s => s.Why))
            AnsiConsole.MarkupLine($"  {group.Count()} x {group.Key.EscapeMarkup()}, e.g. {string.Join(", ", group.Take(3).Select(s => s.Path)).EscapeMarkup()}");
    }

    private void Check()
    {
        if (!_photos.Exists(p => p.Label))
        {
            throw new UsageException(
                $"no photo of class '{_positive}' in '{_root.FullName}'; its classes: {string.Join(", ", _classes.DefaultIfEmpty("none"))}. Choose one with --positive.");
        }

        if (_photos.TrueForAll(p => p.Label))
            throw new UsageException($"all photos in '{_root.FullName}' are of class '{_positive}'; at least one other class is needed.");
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
}
