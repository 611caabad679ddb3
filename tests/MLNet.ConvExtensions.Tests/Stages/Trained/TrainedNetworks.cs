namespace MLNet.ConvExtensions.Tests.Stages.Trained;

/// <summary>Small networks whose weights say what the data of the trainers' battery hold.</summary>
internal static class TrainedNetworks
{
    /// <summary>The first three of four pixels, each the logit of a class.</summary>
    public static NetworkBuilder Logits { get; } =
        NetworkBuilder.Image(2, 2, 1).Conv(3, 2, initializer: Initializer.Values(2, 0, 0, -0.5f, 0, 2, 0, -0.5f, 0, 0, 2, -0.5f)).Flatten();

    /// <summary>The logit of the first class against the two others.</summary>
    public static NetworkBuilder Logit { get; } =
        NetworkBuilder
            .Image(2, 2, 1)
            .Conv(1, 2, initializer: Initializer.Values(2, -1, -1, 0), biasInitializer: Initializer.Values(-0.5f))
            .Flatten();

    /// <summary>The logits of the others and of the first class.</summary>
    public static NetworkBuilder TwoLogits { get; } =
        NetworkBuilder
            .Image(2, 2, 1)
            .Conv(2, 2, initializer: Initializer.Values(0, 1, 1, 0, 2, 0, 0, 0), biasInitializer: Initializer.Values(0.25f, -0.25f))
            .Flatten();

    /// <summary>The first pixel and twice the second.</summary>
    public static NetworkBuilder Amount { get; } =
        NetworkBuilder.Image(2, 2, 1).Conv(1, 2, initializer: Initializer.Values(1, 2, 0, 0)).Flatten();

    /// <summary>Images of 8 x 8 pixels from -1 to 1.</summary>
    public static BackbonePreprocessing Preprocessing { get; } =
        new()
        {
            Width = 8,
            Height = 8,
            CropFraction = 1,
            Scale = 1 / 127.5f,
            Mean = [1, 1, 1],
            StandardDeviation = [1, 1, 1],
        };

    /// <summary>The means of red, green and blue as logits.</summary>
    public static NetworkBuilder Colours { get; } =
        NetworkBuilder.Image(8, 8, 3).Conv(3, 1, initializer: Initializer.Values(2, 0, 0, 0, 2, 0, 0, 0, 2)).GlobalAveragePool();

    /// <summary>Of three greys, the logits of the middle one (much red), the light one (green) and the dark one (blue).</summary>
    public static NetworkBuilder Greys { get; } =
        NetworkBuilder
            .Image(8, 8, 1)
            .Conv(3, 1, initializer: Initializer.Values(0, 20, -20), biasInitializer: Initializer.Values(0, -0.6f, -5.4f))
            .GlobalAveragePool();

    /// <summary>The logit of much red.</summary>
    public static NetworkBuilder Redness { get; } =
        NetworkBuilder.Image(8, 8, 3).Conv(1, 1, initializer: Initializer.Values(4, -2, -2)).GlobalAveragePool();

    /// <summary>The mean of red, 0 to 255.</summary>
    public static NetworkBuilder RedPixels { get; } =
        NetworkBuilder
            .Image(8, 8, 3)
            .Conv(1, 1, initializer: Initializer.Values(127.5f, 0, 0), biasInitializer: Initializer.Values(127.5f))
            .GlobalAveragePool();
}
