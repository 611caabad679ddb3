using System.Globalization;
using CsvHelper;
using MLNet.ConvExtensions.CameraTraps.Archives;
using MLNet.ConvExtensions.CameraTraps.Records;

namespace MLNet.ConvExtensions;

/// <summary>
/// An archive as a CSV file, which every command and <c>LoadImageList</c> read as a list of images. Files are named by their paths from the
/// table's own folder.
/// </summary>
public static class CameraTrapTable
{
    /// <summary>The table's columns; 'Label' follows where classes are known.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "File",
        "Deployment",
        "Site",
        "Timestamp",
        "Event",
        "CameraMake",
        "CameraModel",
        "CameraSerial",
        "FlashFired",
        "TemperatureCelsius",
        "Width",
        "Height",
        "DuplicateOf",
        "Failure",
        "Frame",
    ];

    /// <summary>The column of classes.</summary>
    public const string LabelColumn = "Label";

    /// <summary>Writes a table; it is there as a whole or not at all.</summary>
    /// <param name="file">The table.</param>
    /// <param name="folder">The archive's folder, from which the photos' paths are.</param>
    /// <param name="media">The photos, in their order; they are asked for one by one.</param>
    /// <param name="label">The class of a photo; null for a table without classes.</param>
    /// <exception cref="IOException">The table can't be written.</exception>
    public static void Write(string file, string folder, IEnumerable<CameraTrapMedia> media, Func<CameraTrapMedia, string?>? label = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(media);
        string root = Path.GetFullPath(folder),
            from = Path.GetDirectoryName(Path.GetFullPath(file))!;
        string Name(string path) => Path.GetRelativePath(from, Path.GetFullPath(path, root)).Replace(Path.DirectorySeparatorChar, '/');

        WholeFile.Write(
            file,
            temporary =>
            {
                using var table = CsvWriter.ToFile(temporary, new CsvWriterOptions { NewLine = "\n" });
                table.WriteRecord(label is null ? [.. Columns] : [.. Columns, LabelColumn]);
                foreach (CameraTrapMedia photo in media)
                {
                    string[] cells = Cells(photo, Name);
                    table.WriteRecord(label is null ? cells : [.. cells, label(photo) ?? ""]);
                }
            }
        );
    }

    /// <summary>Reads a table row by row.</summary>
    /// <param name="file">The table.</param>
    /// <returns>Its photos, with paths from the table's folder.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">
    /// It has no column 'File', or a value can't be read; the message names line and column. Other columns may be left out.
    /// </exception>
    public static IEnumerable<CameraTrapMedia> Read(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        return new TableReader(file).Read().Select(row => row.Media);
    }

    private static string[] Cells(CameraTrapMedia media, Func<string, string> name) =>
        [
            name(media.File),
            media.Deployment ?? "",
            media.Site ?? "",
            media.Timestamp is { } time ? LocalTime.Text(time) : "",
            media.Event ?? "",
            media.CameraMake ?? "",
            media.CameraModel ?? "",
            media.CameraSerial ?? "",
            media.FlashFired switch
            {
                true => "true",
                false => "false",
                null => "",
            },
            media.TemperatureCelsius?.ToString(CultureInfo.InvariantCulture) ?? "",
            media.Width?.ToString(CultureInfo.InvariantCulture) ?? "",
            media.Height?.ToString(CultureInfo.InvariantCulture) ?? "",
            media.DuplicateOf is { } other ? name(other) : "",
            media.Failure ?? "",
            media.Frame?.ToString(CultureInfo.InvariantCulture) ?? "",
        ];
}
