namespace MLNet.ConvExtensions.Imaging;

/// <summary>What one thread needs to turn images into planes of pixels of one size, used again for every image.</summary>
internal sealed class ImageWorkspace(ImageDecoder decoder, ImagePreprocessor preprocessor)
{
    // A decoder's own filter is a plain average of squares, which blurs; the less, the more pixels the resizer still sees. On mosaics of
    // real photos with fine detail the features' cosine is at least 0.998 from 2 times the size, 0.999 from 2.5, 0.9999 from 5.
    private const double FastDecodeFactor = 2.5;

    private float[] _planes = [];

    public ImageWorkspace(BackbonePreprocessing preprocessing, PixelNormalisation normalisation, long maxPixels, bool fast)
        : this(
            // A decoder's averages are other pixels than the nearest ones.
            CreateDecoder(
                maxPixels,
                fast && preprocessing.Interpolation != Interpolation.Nearest,
                preprocessing.ResizeWidth,
                preprocessing.ResizeHeight
            ),
            new ImagePreprocessor(preprocessing, normalisation)
        ) { }

    public ImageDecoder Decoder { get; } = decoder;

    public PixelBuffer Image { get; } = new();

    public ImagePreprocessor Preprocessor { get; } = preprocessor;

    /// <summary>Planes of an image whose red, green and blue lie side by side; good until the next call.</summary>
    public ReadOnlySpan<float> Separate(ReadOnlySpan<float> pixels)
    {
        if (_planes.Length != pixels.Length)
            _planes = new float[pixels.Length];
        ImagePreprocessor.Separate(pixels, channels: 3, _planes);
        return _planes;
    }

    /// <summary>A decoder for images that are then resized to this size, or to a larger one that keeps their shape.</summary>
    public static ImageDecoder CreateDecoder(long maxPixels, bool fast, int width, int height) =>
        fast ? new(maxPixels, Enough(width), Enough(height)) : new(maxPixels);

    /// <summary>The length that a decoder keeps of a side that is then resized to <paramref name="length"/>.</summary>
    public static int Enough(int length) => (int)Math.Ceiling(FastDecodeFactor * length);
}
