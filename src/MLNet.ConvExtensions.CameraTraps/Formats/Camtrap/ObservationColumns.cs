using MLNet.ConvExtensions.CameraTraps.Formats.Tables;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Camtrap;

/// <summary>The values of the current row of observations.</summary>
internal sealed class ObservationColumns
{
    private static readonly string[] Types =
    [
        Observation.Animal,
        Observation.Human,
        Observation.Vehicle,
        Observation.Blank,
        Observation.Unknown,
        Observation.Unclassified,
    ];

    private readonly CsvTable _table;
    private readonly int _media,
        _level,
        _type,
        _event,
        _name,
        _method,
        _probability;
    private readonly int[] _box;

    /// <exception cref="FormatException">The table has not the columns that all packages have.</exception>
    public ObservationColumns(CsvTable table)
    {
        _table = table;
        table.Require("observationID");
        _level = table.Require("observationLevel");
        _type = table.Require("observationType");
        _media = table.Require("mediaID");
        _event = table.Find("eventID");
        _name = table.Find("scientificName");
        _method = table.Find("classificationMethod");
        _probability = table.Find("classificationProbability");
        _box = [.. new[] { "bboxX", "bboxY", "bboxWidth", "bboxHeight" }.Select(table.Find)];
    }

    /// <summary>The photo; null for an observation of an event.</summary>
    public string? MediaId =>
        _table.Text(_level) switch
        {
            "event" => null,
            "media" => _table.Needed(_media, "a media file, since the observation is of one"),
            _ => throw _table.Wrong(_level, "media or event"),
        };

    public string Type =>
        _table.Text(_type) is { } type && Types.Contains(type) ? type : throw _table.Wrong(_type, string.Join(", ", Types));

    public string? Event => _table.Text(_event);

    public string? ScientificName => _table.Text(_name);

    public bool IsHuman => _table.Text(_method) == "human";

    public float? Probability => _table.Share(_probability);

    public BoundingBox? Box
    {
        get
        {
            float?[] edges = [.. _box.Select(_table.Share)];
            return Array.TrueForAll(edges, e => e is not null)
                ? new BoundingBox(edges[0]!.Value, edges[1]!.Value, edges[2]!.Value, edges[3]!.Value)
                : null;
        }
    }
}
