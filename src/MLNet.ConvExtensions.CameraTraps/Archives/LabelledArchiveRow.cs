namespace MLNet.ConvExtensions.CameraTraps.Archives;

/// <summary>A photo of a class as a row of data.</summary>
internal sealed class LabelledArchiveRow(string folder, CameraTrapMedia media, string? label) : ArchiveRow(folder, media)
{
    public string Label { get; } = label ?? "";
}
