using MLNet.ConvExtensions.CameraTraps.Records;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Tables;

/// <summary>Writes a row for each photo.</summary>
internal sealed class PhotoTableWriter : CameraTrapWriter
{
    // csharpier-ignore - a table
    public static readonly string[] Heads =
    [
        "file", "predicted", "probability",
        "deployment", "site", "timestamp", "event", "frame",
        "category", "confidence", "left", "top", "width", "height", "count",
        "failure",
    ];

    private readonly Dictionary<string, int> _places = [];
    private readonly ClassCategories _categories;
    private readonly PendingFile _file;
    private readonly CsvFileWriter _table;

    public PhotoTableWriter(string file, IReadOnlyList<string> classes, ClassCategories categories)
        : base(new MediaCheck("the table"))
    {
        for (int i = 0; i < classes.Count; i++)
        {
            if (!_places.TryAdd(classes[i], i))
                throw new ArgumentException(
                    $"The class '{classes[i]}' is named twice; needed: classes of different names.",
                    nameof(classes)
                );
        }

        _categories = categories;
        _file = new PendingFile(file);
        _table = new CsvFileWriter(_file.Stream, [.. Heads, .. ClassColumns(classes)]);
    }

    private protected override void Write(CameraTrapImage image)
    {
        CameraTrapMedia media = image.Media;
        PhotoLabel label = PhotoLabel.Of(image, _categories);
        CameraTrapDetection? surest = image.Detections.MaxBy(d => d.Confidence);
        BoundingBox? box = surest?.Box;
        IReadOnlyList<ClassConfidence> classes = image.Classes.Count > 0 ? image.Classes : surest?.Classes ?? [];
        string[] start =
        [
            media.File,
            label.Name ?? "",
            CsvFileWriter.Text(label.Probability),
            media.Deployment ?? "",
            media.Site ?? "",
            media.Timestamp is { } time ? LocalTime.Text(time) : "",
            media.Event ?? "",
            CsvFileWriter.Text(media.Frame),
            label.Category ?? "",
            CsvFileWriter.Text(surest?.Confidence),
            CsvFileWriter.Text(box?.Left),
            CsvFileWriter.Text(box?.Top),
            CsvFileWriter.Text(box?.Width),
            CsvFileWriter.Text(box?.Height),
            CsvFileWriter.Text(label.Count),
            media.Failure ?? "",
        ];
        _table.Write([.. start, .. Shares(classes, media.File)]);
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

    /// <summary>A class that is named like another column has its number behind its name.</summary>
    private static IEnumerable<string> ClassColumns(IReadOnlyList<string> classes) =>
        classes.Select((name, i) => Heads.Contains(name) ? FormattableString.Invariant($"{name} (class {i})") : name);

    /// <summary>What is said of each class.</summary>
    private string[] Shares(IReadOnlyList<ClassConfidence> classes, string file)
    {
        var shares = new string[_places.Count];
        Array.Fill(shares, "");
        foreach (ClassConfidence one in classes)
        {
            if (!_places.TryGetValue(one.Name, out int place))
                throw new ArgumentException($"The photo '{file}' has the class '{one.Name}', for which the table has no column.");
            shares[place] = CsvFileWriter.Text(one.Confidence);
        }

        return shares;
    }
}
