namespace MLNet.ConvExtensions.Backbones;

/// <summary>
/// What an image processor of transformers does where its file doesn't say: the defaults of the class's constructor in
/// <c>transformers/models/*/image_processing_*.py</c>.
/// </summary>
internal sealed record HubProcessorClass
{
    private static readonly float[] Half = [0.5f, 0.5f, 0.5f],
        ImageNetMean = [0.485f, 0.456f, 0.406f],
        ImageNetDeviation = [0.229f, 0.224f, 0.225f],
        ClipMean = [0.48145466f, 0.4578275f, 0.40821073f],
        ClipDeviation = [0.26862954f, 0.26130258f, 0.27577711f];

    // csharpier-ignore - a table
    private static readonly Dictionary<string, HubProcessorClass> Known = new(StringComparer.Ordinal)
    {
        ["ViT"] = Whole(224, Interpolation.Bilinear, Half, Half),
        ["Siglip"] = Whole(224, Interpolation.Bicubic, Half, Half),
        ["Blip"] = Whole(384, Interpolation.Bicubic, ClipMean, ClipDeviation),
        ["Segformer"] = Whole(512, Interpolation.Bilinear, ImageNetMean, ImageNetDeviation),
        ["DINOv3ViT"] = Whole(224, Interpolation.Bilinear, ImageNetMean, ImageNetDeviation),
        ["Deit"] = Whole(256, Interpolation.Bicubic, Half, Half) with { CanCrop = true, Crop = HubSize.Square(224) },
        ["Beit"] = Whole(256, Interpolation.Bicubic, Half, Half) with { CanCrop = true, Crop = HubSize.Square(224) },
        ["EfficientNet"] = Whole(346, Interpolation.Nearest, Half, Half) with { CanCrop = true, DividesTwice = true },
        ["CLIP"] = Cropped(224, 224, Interpolation.Bicubic, ClipMean, ClipDeviation),
        ["ChineseCLIP"] = Cropped(224, 224, Interpolation.Bicubic, ClipMean, ClipDeviation),
        ["Bit"] = Cropped(224, 224, Interpolation.Bicubic, ClipMean, ClipDeviation),
        ["ViTHybrid"] = Cropped(224, 224, Interpolation.Bicubic, ClipMean, ClipDeviation),
        ["MobileNetV1"] = Cropped(256, 224, Interpolation.Bilinear, Half, Half),
        ["MobileNetV2"] = Cropped(256, 224, Interpolation.Bilinear, Half, Half),
        ["MobileViT"] = Cropped(224, 256, Interpolation.Bilinear, null, null) with { FlipsChannels = true },
        ["Levit"] = Cropped(224, 224, Interpolation.Bicubic, ImageNetMean, ImageNetDeviation) with { Kind = HubProcessorKind.Levit },
        ["PoolFormer"] = Cropped(224, 224, Interpolation.Bicubic, ImageNetMean, ImageNetDeviation)
            with { Kind = HubProcessorKind.PoolFormer, CropFraction = 0.9 },
        ["ConvNext"] = new()
        {
            Kind = HubProcessorKind.ConvNext, Size = HubSize.Shorter(384), CropFraction = 224.0 / 256,
            Filter = Interpolation.Bilinear, Mean = Half, Deviation = Half,
        },
    };

    public HubProcessorKind Kind { get; private init; }

    /// <summary>Whether a size of one number is that of a square, and not of the shorter side; null where one can't tell.</summary>
    public bool? IntegersAreSquares { get; private init; } = false;

    public HubSize? Size { get; private init; }

    /// <summary>Whether it crops when its file says so.</summary>
    public bool CanCrop { get; private init; }

    /// <summary>The crop; null where it doesn't crop unless its file says so.</summary>
    public HubSize? Crop { get; private init; }

    /// <summary>The part of the shorter side that a crop keeps; null where the class knows none.</summary>
    public double? CropFraction { get; private init; }

    public Interpolation? Filter { get; private init; }

    /// <summary>The mean; null where pixels aren't normalised unless the file says so.</summary>
    public float[]? Mean { get; private init; }

    public float[]? Deviation { get; private init; }

    /// <summary>Whether red and blue change places.</summary>
    public bool FlipsChannels { get; private init; }

    /// <summary>Whether values are divided by the deviation a second time.</summary>
    public bool DividesTwice { get; private init; }

    /// <summary>The class of a name such as ViTImageProcessor, CLIPFeatureExtractor or ViTImageProcessorFast.</summary>
    /// <param name="name">The name; null where the file gives none, and has to say all.</param>
    /// <param name="json">The file, for the error.</param>
    /// <exception cref="OnnxNetworkException">There is no such class here.</exception>
    public static HubProcessorClass Find(string? name, HubJson json)
    {
        if (name is null)
            return new() { IntegersAreSquares = null, CanCrop = true };
        string key = name;
        foreach (string end in new[] { "Fast", "ImageProcessor", "FeatureExtractor" })
            key = key.EndsWith(end, StringComparison.Ordinal) ? key[..^end.Length] : key;
        string? found = Known.Keys.FirstOrDefault(k => string.Equals(k, key, StringComparison.OrdinalIgnoreCase));
        return found is not null
            ? Known[found]
            : throw json.Wrong(
                json.Has("image_processor_type") ? "image_processor_type" : "feature_extractor_type",
                $"the image processors of {string.Join(", ", Known.Keys)}; give the preprocessing yourself otherwise"
            );
    }

    private static HubProcessorClass Whole(int side, Interpolation filter, float[] mean, float[] deviation) =>
        new()
        {
            IntegersAreSquares = true,
            Size = HubSize.Square(side),
            Filter = filter,
            Mean = mean,
            Deviation = deviation,
        };

    private static HubProcessorClass Cropped(int side, int crop, Interpolation filter, float[]? mean, float[]? deviation) =>
        new()
        {
            Size = HubSize.Shorter(side),
            CanCrop = true,
            Crop = HubSize.Square(crop),
            Filter = filter,
            Mean = mean,
            Deviation = deviation,
        };
}
