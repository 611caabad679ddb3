using MLNet.ConvExtensions.CameraTraps.Records;

namespace MLNet.ConvExtensions.CameraTraps.Archives;

/// <summary>A photo as a row of data.</summary>
internal class ArchiveRow
{
    protected ArchiveRow(string folder, CameraTrapMedia media)
    {
        ImagePath = Path.GetFullPath(media.File, folder);
        Deployment = media.Deployment ?? "";
        Site = media.Site ?? "";
        Timestamp = media.Timestamp is { } time ? LocalTime.Text(time) : "";
        Event = media.Event ?? "";
        CameraSerial = media.CameraSerial ?? "";
        TemperatureCelsius = (float)(media.TemperatureCelsius ?? double.NaN);
        DuplicateOf = media.DuplicateOf is { } other ? Path.GetFullPath(other, folder) : "";
        Failure = media.Failure ?? "";
    }

    public string ImagePath { get; }

    public string Deployment { get; }

    public string Site { get; }

    public string Timestamp { get; }

    public string Event { get; }

    public string CameraSerial { get; }

    public float TemperatureCelsius { get; }

    public string DuplicateOf { get; }

    public string Failure { get; }

    public static ArchiveRow Of(string folder, CameraTrapMedia media) => new(folder, media);
}
