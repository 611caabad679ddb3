using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions.Features;

/// <summary>What one thread needs to turn images into a network's input, used again for every image.</summary>
internal sealed class ImageWorkspace(BackbonePreprocessing preprocessing, PixelNormalisation normalisation, ConvFeaturesOptions options)
{
    // A decoder's own filter is a plain average of squares, which blurs; the less, the more pixels the resizer still sees. On mosaics of
    // real photos with fine detail the features' cosine is at least 0.998 from 2 times the size, 0.999 from 2.5, 0.9999 from 5.
    private const double FastDecodeFactor = 2.5;

    public ImageDecoder Decoder { get; } = options.FastDecode
        ? new(options.MaxImagePixels, Enough(preprocessing.ResizeWidth), Enough(preprocessing.ResizeHeight))
        : new(options.MaxImagePixels);

    public PixelBuffer Image { get; } = new();

    public ImagePreprocessor Preprocessor { get; } = new(preprocessing, normalisation);

    private static int Enough(int length) => (int)Math.Ceiling(FastDecodeFactor * length);
}
