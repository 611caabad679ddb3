using System.Text.Json.Serialization;
using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>
/// What a network wants done to an image before it sees it: the size, how to get there, and the normalisation of the pixel values.
/// It belongs to the weights: features computed with another preprocessing are worse, without any error.
/// </summary>
/// <remarks>
/// The image, upright and in RGB, is resized so that it just covers <c>Width / CropFraction</c> x <c>Height / CropFraction</c>, or with
/// <see cref="Stretch"/> to exactly this size; the centre is cut out, and every channel becomes
/// <c>(value * Scale - Mean) / StandardDeviation</c> with values from 0 to 255.
/// The defaults are those of nearly all networks trained on ImageNet with PyTorch.
/// </remarks>
public sealed record BackbonePreprocessing
{
    /// <summary>Width of the network's input in pixels, 1 to 16384.</summary>
    public int Width { get; init; } = 224;

    /// <summary>Height of the network's input in pixels, 1 to 16384.</summary>
    public int Height { get; init; } = 224;

    /// <summary>The part of the resized image's shorter side that the centre crop keeps: more than 0.01, up to 1.</summary>
    public double CropFraction { get; init; } = 0.875;

    /// <summary>
    /// Whether all of the image is brought to the size before the crop, whatever becomes of its shape, as vision transformers often want
    /// it; otherwise it keeps its shape.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Stretch { get; init; }

    /// <summary>
    /// Where the crop begins if the margin is an odd number of pixels: at the smaller whole number, as in the image processors of
    /// transformers; otherwise halves are rounded to even, as in torchvision.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool CropsFromFloor { get; init; }

    /// <summary>The filter of the resizing.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>What pixel values from 0 to 255 are multiplied with first; 1/255 makes them 0 to 1. Not 0.</summary>
    public float Scale { get; init; } = 1f / 255f;

    /// <summary>Subtracted after scaling, one value for each channel in RGB order.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0.485f, 0.456f, 0.406f];

    /// <summary>Divided by after subtracting the mean, one positive value for each channel in RGB order.</summary>
    public IReadOnlyList<float> StandardDeviation { get; init; } = [0.229f, 0.224f, 0.225f];

    /// <summary>Whether the network was trained on channels in the order blue, green, red.</summary>
    public bool BlueFirst { get; init; }

    /// <summary>Whether it has what the first version of files that note a preprocessing doesn't know.</summary>
    internal bool IsOfLaterVersion => Stretch || CropsFromFloor || Interpolation > Interpolation.Bicubic;

    /// <summary>Width to which the image is resized before the crop.</summary>
    internal int ResizeWidth => (int)Math.Floor(Width / CropFraction + 1e-6);

    /// <summary>Height to which the image is resized before the crop.</summary>
    internal int ResizeHeight => (int)Math.Floor(Height / CropFraction + 1e-6);

    /// <summary>What the values of a channel are multiplied with: scale and deviation in one.</summary>
    /// <param name="channel">0 for red, 1 for green, 2 for blue.</param>
    public float Factor(int channel) => ImagePreprocessing.Factor(Scale, StandardDeviation[channel]);

    /// <summary>What is added to the values of a channel after <see cref="Factor"/>: mean and deviation in one.</summary>
    /// <param name="channel">0 for red, 1 for green, 2 for blue.</param>
    public float Offset(int channel) => ImagePreprocessing.Offset(Mean[channel], StandardDeviation[channel]);

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">One is out of range; the message names it, with the value and what is allowed.</exception>
    public void Validate()
    {
        this.Require(Width is > 0 and <= 16384, nameof(Width), Width, "1 to 16384");
        this.Require(Height is > 0 and <= 16384, nameof(Height), Height, "1 to 16384");
        this.Require(CropFraction is > 0.01 and <= 1, nameof(CropFraction), CropFraction, "more than 0.01, up to 1");
        this.Require(
            Enum.IsDefined(Interpolation),
            nameof(Interpolation),
            Interpolation,
            string.Join(", ", Enum.GetNames<Interpolation>())
        );
        this.Require(float.IsFinite(Scale) && Scale != 0, nameof(Scale), Scale, "any finite number but 0");
        this.Require(
            Mean is { Count: 3 } && Mean.All(float.IsFinite),
            nameof(Mean),
            Text(Mean),
            "three finite numbers, for red, green and blue"
        );
        this.Require(
            StandardDeviation is { Count: 3 } && StandardDeviation.All(s => float.IsFinite(s) && s > 0),
            nameof(StandardDeviation),
            Text(StandardDeviation),
            "three positive numbers, for red, green and blue"
        );
    }

    private static string Text(IReadOnlyList<float>? values) => values is null ? "null" : $"[{string.Join(", ", values)}]";
}
