namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>An image as a row of data.</summary>
internal sealed class ImageRow
{
    public string ImagePath { get; set; } = "";
}
