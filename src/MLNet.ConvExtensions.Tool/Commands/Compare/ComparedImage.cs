namespace MLNet.ConvExtensions.Tool.Commands.Compare;

/// <summary>A row of the comparison.</summary>
internal sealed class ComparedImage
{
    public string ImagePath { get; set; } = "";

    public string Label { get; set; } = "";

    public string Group { get; set; } = "";
}
