using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>Writes an image's pixels, and behind them its own width and height, from which the boxes' places are told.</summary>
internal sealed class DetectionReader(ColumnReader images) : ColumnReader
{
    /// <summary>The numbers behind the pixels.</summary>
    public const int SizeNumbers = 2;

    public override void Take(int place) => images.Take(place);

    public override void Write(int place, ImageWorkspace? workspace, Span<float> planes)
    {
        images.Write(place, workspace, planes[..^SizeNumbers]);
        WriteSize(workspace!.Image, planes);
    }

    public static void WriteSize(PixelBuffer image, Span<float> planes) => (planes[^2], planes[^1]) = (image.FullWidth, image.FullHeight);
}
