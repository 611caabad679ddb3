using System.Globalization;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Detect;

/// <summary>Finds objects in photos, and writes them.</summary>
internal sealed class DetectJob(Detector detector, ImageSource source, TextWriter output, TextWriter error)
{
    private int _objects;
    private int _blank;
    private int _unread;

    /// <summary>The file to write; null for the output.</summary>
    public FileInfo? Table { get; init; }

    /// <summary>Where drawings go; null for nowhere.</summary>
    public DirectoryInfo? Drawings { get; init; }

    /// <returns>Whether all photos could be read.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; no table is written then.</exception>
    public bool Run(CancellationToken stop)
    {
        // Above all it is the photos' boxes that take memory: the table is written as they come.
        string[] names = source.Read();
        new Progress(error).Show(
            $"{names.Length} photos",
            names.Length,
            0,
            step =>
            {
                if (Table is null)
                    Write(new LineWriter(output), names, step, stop);
                else
                    WholeFile.Write(Table.FullName, temporary => WriteTable(temporary, names, step, stop));
            }
        );
        string summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{names.Length} photos, {_objects} objects, {_blank} blank{(_unread == 0 ? "" : $"; {_unread} could not be read")}"
        );
        if (source.Summary.HasLeftOut)
            output.WriteLine(source.Summary.DescribeLeftOut());
        output.WriteLine(Table is null ? summary : $"{summary}: {Table.FullName}");
        return _unread == 0;
    }

    private void WriteTable(string file, string[] names, Action step, CancellationToken stop)
    {
        bool isJson = Table!.Extension.Equals(".json", StringComparison.OrdinalIgnoreCase);
        using IDetectionWriter writer = isJson ? new JsonDetectionWriter(file, detector) : new CsvDetectionWriter(file);
        Write(writer, names, step, stop);
    }

    private void Write(IDetectionWriter writer, string[] names, Action step, CancellationToken stop)
    {
        int done = 0;
        foreach ((string name, ImageDetections found) in names.Zip(detector.Detect(names.Select(source.PathOf))))
        {
            if (stop.IsCancellationRequested)
                throw new OperationCanceledException(FormattableString.Invariant($"Stopped after {done} photos."));
            writer.Write(name, found);
            Count(found);
            if (Drawings is not null && found.Objects.Count > 0)
                Draw(name, found);
            done++;
            step();
        }

        writer.Complete();
    }

    private void Count(ImageDetections found)
    {
        _objects += found.Objects.Count;
        if (found.Error is { } reason)
        {
            _unread++;
            error.WriteLine("mlconv: " + reason.ReplaceLineEndings(" "));
        }
        else if (found.Objects.Count == 0)
        {
            _blank++;
        }
    }

    /// <summary>Draws a photo under its own name, in folders as it is; one that is named by its whole path in the folders of that.</summary>
    private void Draw(string name, ImageDetections found)
    {
        string folder = Drawings!.FullName + Path.DirectorySeparatorChar,
            file = Path.GetFullPath(Path.Combine(folder, name + ".jpg"));
        if (!file.StartsWith(folder, StringComparison.Ordinal))
            file = Path.Combine(folder, Path.GetRelativePath(Path.GetPathRoot(file)!, file));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        byte[] drawing = DetectionDrawing.Jpeg(found.Image, found.Objects);
        WholeFile.Write(file, temporary => File.WriteAllBytes(temporary, drawing));
    }
}
