using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions.Features;

/// <summary>What one thread needs to turn images into a network's input, used again for every image.</summary>
internal sealed class ImageWorkspace(BackbonePreprocessing preprocessing, long maxPixels)
{
    public ImageDecoder Decoder { get; } = new(maxPixels);

    public PixelBuffer Image { get; } = new();

    public ImagePreprocessor Preprocessor { get; } = new(preprocessing);
}
