namespace SnowLeopard;

/// <summary>A photo: where it is, the folder it came from, and whether it shows what is looked for.</summary>
internal sealed class Photo
{
    public string ImagePath { get; set; } = "";

    public string ClassName { get; set; } = "";

    public bool Label { get; set; }
}
