namespace MLNet.ConvExtensions.Tests.Support;

/// <summary>The small network of the feature tests: [N,3,32,32] to 12 features and 5 logits; layers conv1 to classifier.</summary>
internal static class Tiny
{
    public const int FeatureCount = 12;

    public static string File { get; } = Path.Combine(AppContext.BaseDirectory, "Data", "tiny.onnx");

    public static BackbonePreprocessing Preprocessing { get; } =
        new()
        {
            Width = 32,
            Height = 32,
            CropFraction = 1,
        };

    public static Backbone Backbone => Backbone.FromFile(File, Preprocessing);
}
