using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>
/// How images are changed each time they are seen, so that a network learns what doesn't matter. Nothing is changed by default. What
/// happens to an image in an epoch depends on the seed, the epoch and the image alone. Values are those before normalisation: 0 to 255 of
/// images, and of vectors what they hold.
/// </summary>
/// <remarks>
/// Signals, [N, C, L] or [N, C, 1, L], are changed along their one axis, the width; volumes, [N, C, D, H, W], along all three, and turned
/// within their slices. What makes no sense for a kind of sample is refused by name before the training: mirroring a signal top to bottom,
/// the hue of what has no three colours, all that moves what has no positions.
/// </remarks>
public sealed record AugmentationOptions
{
    /// <summary>The recipe of the CIFAR ResNets (He et al., 2015): moved by up to 4 pixels, and mirrored half of the time.</summary>
    public static AugmentationOptions Cifar { get; } = new() { HorizontalFlip = true, ShiftPixels = 4 };

    /// <summary>For drawings, digits and letters, which may not be mirrored: moved by up to a pixel, turned and resized a little.</summary>
    public static AugmentationOptions Light { get; } =
        new()
        {
            ShiftPixels = 1,
            Rotation = 8,
            Scale = 0.08,
        };

    /// <summary>
    /// For photos: parts of 35 to 100 % of the area, mirrored half of the time, turned by up to 5 degrees, brighter and darker, with stronger
    /// and weaker colors.
    /// </summary>
    public static AugmentationOptions Photo { get; } =
        new()
        {
            HorizontalFlip = true,
            CropArea = 0.35,
            Rotation = 5,
            Border = BorderFill.Reflect,
            Brightness = 0.2,
            Contrast = 0.2,
            Saturation = 0.2,
        };

    /// <summary>
    /// The recipe of SimCLR (Chen et al., A Simple Framework for Contrastive Learning of Visual Representations, 2020) as it is for
    /// CIFAR-10: parts of 8 to 100 % of the area, mirrored half of the time, with other colours, grey in a fifth of the cases.
    /// </summary>
    public static AugmentationOptions SimClr { get; } =
        new()
        {
            CropArea = 0.08,
            HorizontalFlip = true,
            Brightness = 0.4,
            Contrast = 0.4,
            Saturation = 0.4,
            Hue = 0.1,
            Grayscale = 0.2,
        };

    /// <summary>
    /// For photos, without a strength to choose: parts of 35 to 100 % of the area, mirrored half of the time, and one change of TrivialAugment.
    /// </summary>
    public static AugmentationOptions Trivial { get; } =
        new()
        {
            HorizontalFlip = true,
            CropArea = 0.35,
            TrivialAugment = true,
        };

    /// <summary>Whether left and right are swapped half of the time.</summary>
    public bool HorizontalFlip { get; init; }

    /// <summary>
    /// Whether an image that <see cref="HorizontalFlip"/> swaps in the first epoch is swapped in every other one, and the rest in those
    /// between: two epochs show both sides of all images, which chance shows of half of them (Jordan, 94% on CIFAR-10 in 3.29 seconds on a
    /// single GPU, 2024). It needs <see cref="HorizontalFlip"/>.
    /// </summary>
    public bool AlternatingFlip { get; init; }

    /// <summary>Whether top and bottom are swapped half of the time.</summary>
    public bool VerticalFlip { get; init; }

    /// <summary>
    /// The widest mask over time, as a part of the width, 0 to 1: a stretch of all rows is filled with the mean of its channel. With
    /// <see cref="FrequencyMask"/> the masks of spectrograms (Park et al., SpecAugment, 2019). Of images and signals.
    /// </summary>
    public double TimeMask { get; init; }

    /// <summary>The widest mask over frequencies, as a part of the height, 0 to 1, for all columns. Of images.</summary>
    public double FrequencyMask { get; init; }

    /// <summary>How many masks of each kind a sample gets, 1 to 16.</summary>
    public int NumberOfMasks { get; init; } = 1;

    /// <summary>The most pixels that an image is moved to each side, 0 or more: 4 is the same as a border of 4 and a random crop.</summary>
    public int ShiftPixels { get; init; }

    /// <summary>The most degrees that an image is turned to each side, 0 to 180.</summary>
    public double Rotation { get; init; }

    /// <summary>The most that an image grows or shrinks, as a part of its size, 0 or more and below 1.</summary>
    public double Scale { get; init; }

    /// <summary>
    /// The smallest part of an image's area that is cut out and brought to the network's size, above 0 and up to 1 (Szegedy et al., 2014,
    /// took 0.08); 1 cuts nothing. Of signals a part of the length, of volumes one of the volume.
    /// </summary>
    public double CropArea { get; init; } = 1;

    /// <summary>The most that such a part is longer than it is high, or higher than long, 1 or more.</summary>
    public double CropAspect { get; init; } = 4.0 / 3;

    /// <summary>How gaps are filled.</summary>
    public BorderFill Border { get; init; }

    /// <summary>What <see cref="BorderFill.Constant"/> puts there.</summary>
    public float FillValue { get; init; }

    /// <summary>The most that values are multiplied with more or less than 1, 0 or more and up to 1.</summary>
    public double Brightness { get; init; }

    /// <summary>The most by which the distance to the image's mean grey changes, as a part of it, 0 or more and up to 1.</summary>
    public double Contrast { get; init; }

    /// <summary>
    /// The most by which the distance to each pixel's grey changes, as a part of it, 0 or more and up to 1. Images of three channels only.
    /// </summary>
    public double Saturation { get; init; }

    /// <summary>The most that colours move around the circle of hues, in turns, 0 to 0.5. Images of three channels only.</summary>
    public double Hue { get; init; }

    /// <summary>How often an image loses its colours, 0 to 1. Images of three channels only.</summary>
    public double Grayscale { get; init; }

    /// <summary>
    /// The largest deviation of the normal distribution that images are blurred with, in pixels, 0 to 16; each image gets one from 0 to it.
    /// </summary>
    public double Blur { get; init; }

    /// <summary>The deviation of noise that is added, as a part of the range of values, 0 to 1.</summary>
    public double Noise { get; init; }

    /// <summary>
    /// The side of a square that is filled with the image's mean, as a part of the shorter side, 0 to 1 (DeVries and Taylor, Cutout,
    /// 2017). Of signals a stretch, of volumes a cube.
    /// </summary>
    public double CutOut { get; init; }

    /// <summary>
    /// How often a rectangle of 2 to 33 % of the image is filled with random values, 0 to 1 (Zhong et al., Random Erasing, 2017).
    /// </summary>
    public double Occlusion { get; init; }

    /// <summary>
    /// The alpha of the beta distribution by which two images and their labels are mixed, 0 or more (Zhang et al., mixup, 2017); 0 mixes
    /// none.
    /// </summary>
    public double Mixup { get; init; }

    /// <summary>
    /// The alpha of the beta distribution by which a rectangle of another image takes the place of an image's own, and its part of the area
    /// that of the label, 0 or more (Yun et al., CutMix, 2019; they took 1); 0 cuts none. Of images. With <see cref="Mixup"/> an image that
    /// is mixed is so in one of the two ways.
    /// </summary>
    public double CutMix { get; init; }

    /// <summary>How often an image is mixed with another at all, 0 to 1.</summary>
    public double MixProbability { get; init; } = 1;

    /// <summary>How often it is <see cref="CutMix"/> where there is <see cref="Mixup"/> too, 0 to 1.</summary>
    public double CutMixShare { get; init; } = 0.5;

    /// <summary>
    /// Whether each image gets one change of 14, by one strength of 31, all equally often: moves, turns, shears, brightness, colour, contrast,
    /// sharpness, fewer shades, the bright ones inverted, stretched or evened out (Müller and Hutter, TrivialAugment, 2021, the wide range;
    /// torchvision: <c>TrivialAugmentWide</c>). After crops, before the colours. Of images of one or three channels.
    /// </summary>
    public bool TrivialAugment { get; init; }

    /// <summary>
    /// How many changes of the same 14, each with <see cref="RandAugmentMagnitude"/>, an image gets one after another, 0 to 16 (Cubuk et al.,
    /// RandAugment, 2019, who took 2 for ImageNet; torchvision: <c>RandAugment</c>). Of images of one or three channels.
    /// </summary>
    public int RandAugmentOperations { get; init; }

    /// <summary>How strong the changes of RandAugment are, 0 to 30; 9 for ResNet-50 on ImageNet.</summary>
    public int RandAugmentMagnitude { get; init; } = 9;

    /// <summary>Changes of your own, made after those above and before images are mixed, in this order.</summary>
    public IReadOnlyList<ImageAugmentation> Custom { get; init; } = [];

    internal bool IsGeometric => HorizontalFlip || VerticalFlip || ShiftPixels > 0 || IsWarped;

    internal bool IsWarped => Rotation > 0 || Scale > 0 || CropArea < 1;

    /// <summary>How much larger than the network's input images are kept, so that what is cut out has the pixels for it.</summary>
    internal double Margin => Math.Min(1.5, 1 / Math.Sqrt(CropArea));

    internal void Validate()
    {
        this.Require(
            !AlternatingFlip || HorizontalFlip,
            nameof(AlternatingFlip),
            AlternatingFlip,
            $"false without {nameof(HorizontalFlip)}"
        );
        RequirePart(TimeMask, nameof(TimeMask), 1);
        RequirePart(FrequencyMask, nameof(FrequencyMask), 1);
        this.Require(NumberOfMasks is >= 1 and <= 16, nameof(NumberOfMasks), NumberOfMasks, "1 to 16");
        this.Require(ShiftPixels is >= 0 and <= 16384, nameof(ShiftPixels), ShiftPixels, "0 to 16384");
        this.Require(Rotation is >= 0 and <= 180, nameof(Rotation), Rotation, "0 to 180");
        this.Require(Scale is >= 0 and < 1, nameof(Scale), Scale, "0 or more, below 1");
        this.Require(CropArea is > 0 and <= 1, nameof(CropArea), CropArea, "above 0, up to 1");
        this.Require(CropAspect is >= 1 and <= 100, nameof(CropAspect), CropAspect, "1 to 100");
        this.Require(Enum.IsDefined(Border), nameof(Border), Border, string.Join(", ", Enum.GetNames<BorderFill>()));
        this.Require(float.IsFinite(FillValue), nameof(FillValue), FillValue, "a finite number");
        RequirePart(Brightness, nameof(Brightness), 1);
        RequirePart(Contrast, nameof(Contrast), 1);
        RequirePart(Saturation, nameof(Saturation), 1);
        RequirePart(Hue, nameof(Hue), 0.5);
        RequirePart(Grayscale, nameof(Grayscale), 1);
        RequirePart(Blur, nameof(Blur), 16);
        RequirePart(Noise, nameof(Noise), 1);
        RequirePart(CutOut, nameof(CutOut), 1);
        RequirePart(Occlusion, nameof(Occlusion), 1);
        RequirePart(Mixup, nameof(Mixup), 1000);
        RequirePart(CutMix, nameof(CutMix), 1000);
        RequirePart(MixProbability, nameof(MixProbability), 1);
        RequirePart(CutMixShare, nameof(CutMixShare), 1);
        this.Require(RandAugmentOperations is >= 0 and <= 16, nameof(RandAugmentOperations), RandAugmentOperations, "0 to 16");
        this.Require(RandAugmentMagnitude is >= 0 and <= 30, nameof(RandAugmentMagnitude), RandAugmentMagnitude, "0 to 30");
        this.Require(
            !TrivialAugment || RandAugmentOperations == 0,
            nameof(RandAugmentOperations),
            RandAugmentOperations,
            $"0 with {nameof(TrivialAugment)}"
        );
        this.Require(Custom is not null && Custom.All(c => c is not null), nameof(Custom), "null", "augmentations");
    }

    private void RequirePart(double value, string name, double most) =>
        this.Require(value >= 0 && value <= most, name, value, $"0 to {most}");
}
