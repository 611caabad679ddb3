namespace MLNet.ConvExtensions.Backbones;

/// <summary>
/// The network that is inside this assembly. docs/embedded-backbone.md says what it was trained on, and what it is good for.
/// </summary>
internal static class EmbeddedBackbone
{
    /// <summary>What it is called where networks have names.</summary>
    public const string Name = "Embedded";

    /// <summary>The layer of features; behind it lies the classifier of what it was trained on.</summary>
    public const string FeatureLayer = "features";

    private const string Resource = "MLNet.ConvExtensions.Backbones.embedded.onnx";

    private static readonly Lazy<OnnxNetwork> Loaded = new(Load);

    /// <summary>The preprocessing that it was trained with, at the size at which its features suit photos best.</summary>
    public static BackbonePreprocessing Preprocessing { get; } =
        new()
        {
            Width = 64,
            Height = 64,
            CropFraction = 1,
            Mean = [0.4914f, 0.4822f, 0.4465f],
            StandardDeviation = [0.2470f, 0.2435f, 0.2616f],
        };

    /// <summary>The network, for images of any size from 16 x 16 pixels.</summary>
    public static OnnxNetwork Network => Loaded.Value;

    private static OnnxNetwork Load()
    {
        using Stream stream =
            typeof(EmbeddedBackbone).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException(
                $"The assembly {typeof(EmbeddedBackbone).Assembly.GetName().Name} was built without its network, {Resource}."
            );
        return OnnxNetwork.Load(stream).WithFloatWeights();
    }
}
