using System.Globalization;
using MLNet.ConvExtensions.CameraTraps.Formats.Tables;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Timelapse;

/// <summary>Writes a row of a template for each photo.</summary>
internal sealed class TimelapseWriter : CameraTrapWriter
{
    public const string DeleteFlag = "DeleteFlag";

    /// <summary>The columns that all templates have, but for the flag of what is to be deleted.</summary>
    public static readonly string[] Fixed = ["File", "RelativePath", "DateTime"];

    private readonly TimelapseOptions _options;
    private readonly bool _addsFlag;
    private readonly PendingFile _file;
    private readonly CsvFileWriter _table;

    public TimelapseWriter(string file, TimelapseOptions options)
        : base(new MediaCheck("Timelapse's table") { Rule = RequirePhoto })
    {
        FieldContent.Require(options);
        _options = options;
        _addsFlag = options.Fields.All(f => f.Name != DeleteFlag);
        _file = new PendingFile(file);
        string[] flag = _addsFlag ? [DeleteFlag] : [];
        _table = new CsvFileWriter(_file.Stream, [.. Fixed, .. flag, .. options.Fields.Select(f => f.Name)]);
    }

    private protected override void Write(CameraTrapImage image)
    {
        int end = image.Media.File.LastIndexOf('/');
        PhotoLabel label = PhotoLabel.Of(image, _options.Categories);
        string[] flag = _addsFlag ? [CsvFileWriter.Text(false)] : [];
        _table.Write([
            image.Media.File[(end + 1)..],
            end < 0 ? "" : image.Media.File[..end].Replace('/', '\\'),
            image.Media.Timestamp?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "",
            .. flag,
            .. _options.Fields.Select(f => Value(f.Content, image, label)),
        ]);
    }

    private protected override void Finish()
    {
        _table.Dispose();
        _file.Complete();
    }

    private protected override void Drop()
    {
        try
        {
            _table.Dispose();
        }
        finally
        {
            _file.Dispose();
        }
    }

    private static string Value(string content, CameraTrapImage image, PhotoLabel label) =>
        content switch
        {
            FieldContent.Class => label.Name ?? "",
            FieldContent.Category => label.Category ?? "",
            FieldContent.Probability => CsvFileWriter.Text(label.Probability),
            FieldContent.Count => CsvFileWriter.Text(label.Count),
            FieldContent.Event => image.Media.Event ?? "",
            FieldContent.Deployment => image.Media.Deployment ?? "",
            FieldContent.Site => image.Media.Site ?? "",
            FieldContent.Failure => image.Media.Failure ?? "",
            FieldContent.Blank => CsvFileWriter.Text(image.Media.Failure is null && image.Detections.Count == 0),
            _ => CsvFileWriter.Text(label.Name == content),
        };

    private static void RequirePhoto(CameraTrapMedia media)
    {
        if (media.Frame is { } frame)
            throw new ArgumentException($"'{media.File}' is given as frame {frame} of a video; Timelapse's table has a row for a file.");
    }
}
