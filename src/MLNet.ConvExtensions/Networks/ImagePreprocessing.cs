namespace MLNet.ConvExtensions;

/// <summary>
/// What happens to an image's pixels before a network sees them, to be folded into its graph:
/// <c>(pixel * Scale - Mean[c]) / StandardDeviation[c]</c>. Pixels come in as RGB (or gray), 0 to 255.
/// </summary>
public sealed record ImagePreprocessing
{
    /// <summary>Factor of the pixels, before mean and deviation; 1/255 where these are stated for pixels of 0 to 1.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>
    /// What is subtracted per channel after scaling, in RGB order whatever the network's: a number for all channels, one for each,
    /// or none.
    /// </summary>
    public IReadOnlyList<float> Mean { get; init; } = [];

    /// <summary>What is divided by per channel at last, given like <see cref="Mean"/>; no element may be 0.</summary>
    public IReadOnlyList<float> StandardDeviation { get; init; } = [];

    /// <summary>The channel order that the network was trained with; incoming pixels are always RGB.</summary>
    public ChannelOrder ChannelOrder { get; init; } = ChannelOrder.Rgb;

    /// <summary>The layout that the new input has.</summary>
    public ImageLayout InputLayout { get; init; } = ImageLayout.Nchw;

    /// <summary>
    /// The element type that the new input has: <see cref="OnnxElementType.Float"/>, or <see cref="OnnxElementType.UInt8"/> to take
    /// pixels as they are decoded.
    /// </summary>
    public OnnxElementType InputType { get; init; } = OnnxElementType.Float;

    /// <summary>Height of the new input, of which the centre is cut out; null for the network's own height.</summary>
    public int? InputHeight { get; init; }

    /// <summary>Width of the new input, of which the centre is cut out; null for the network's own width.</summary>
    public int? InputWidth { get; init; }

    /// <summary>The preprocessing of torchvision's ImageNet networks: RGB of 0 to 1, mean and deviation of ImageNet.</summary>
    public static ImagePreprocessing ImageNet { get; } =
        new()
        {
            Scale = 1 / 255f,
            Mean = [0.485f, 0.456f, 0.406f],
            StandardDeviation = [0.229f, 0.224f, 0.225f],
        };

    /// <summary>Scale and deviation as one factor.</summary>
    internal static float Factor(float scale, float deviation) => (float)((double)scale / deviation);

    /// <summary>Mean and deviation as what is added after <see cref="Factor"/>.</summary>
    internal static float Offset(float mean, float deviation) => (float)(-(double)mean / deviation);
}
