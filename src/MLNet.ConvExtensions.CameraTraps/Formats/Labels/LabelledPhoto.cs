namespace MLNet.ConvExtensions.CameraTraps.Formats.Labels;

/// <summary>A row of data.</summary>
internal sealed class LabelledPhoto
{
    public string ImagePath { get; set; } = "";

    public string Label { get; set; } = "";

    public string Group { get; set; } = "";
}
