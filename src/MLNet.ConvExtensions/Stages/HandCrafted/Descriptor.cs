namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>One kind of features. It has memory of its own for what it computes on the way: each thread has its own descriptors.</summary>
internal abstract class Descriptor
{
    /// <summary>The features' names, in their order.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>Computes the features of an image.</summary>
    public abstract void Compute(WorkingImage image, Span<float> features);

    /// <summary>The descriptors that the options ask for, in the features' order.</summary>
    public static Descriptor[] Create(HandCraftedFeaturesOptions options) =>
        [
            .. Enum.GetValues<HandCraftedKinds>()
                .Where(k => int.PopCount((int)k) == 1 && options.Kinds.HasFlag(k))
                .Select(k => Create(k, options)),
        ];

    private static Descriptor Create(HandCraftedKinds kind, HandCraftedFeaturesOptions options) =>
        kind switch
        {
            HandCraftedKinds.Shape => new ShapeDescriptor(options),
            HandCraftedKinds.Color => new ColorDescriptor(options),
            HandCraftedKinds.Hog => new HogDescriptor(options),
            HandCraftedKinds.Lbp => new LbpDescriptor(options),
            HandCraftedKinds.Haralick => new HaralickDescriptor(options),
            HandCraftedKinds.Edges => new EdgeDescriptor(options),
            _ => new PixelDescriptor(options),
        };
}
