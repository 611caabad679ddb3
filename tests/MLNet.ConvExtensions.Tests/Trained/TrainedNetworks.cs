namespace MLNet.ConvExtensions.Tests.Trained;

/// <summary>Small networks whose weights say what the data of the trainers' battery hold.</summary>
internal static class TrainedNetworks
{
    /// <summary>The first three of four pixels, each the logit of a class.</summary>
    public static NetworkBuilder Logits { get; } = NetworkBuilder.Image(2, 2, 1)
        .Conv(3, 2, initializer: Initializer.Values(2, 0, 0, -0.5f, 0, 2, 0, -0.5f, 0, 0, 2, -0.5f))
        .Flatten();

    /// <summary>The logit of the first class against the two others.</summary>
    public static NetworkBuilder Logit { get; } = NetworkBuilder.Image(2, 2, 1)
        .Conv(1, 2, initializer: Initializer.Values(2, -1, -1, 0), biasInitializer: Initializer.Values(-0.5f))
        .Flatten();

    /// <summary>The logits of the others and of the first class.</summary>
    public static NetworkBuilder TwoLogits { get; } = NetworkBuilder.Image(2, 2, 1)
        .Conv(2, 2, initializer: Initializer.Values(0, 1, 1, 0, 2, 0, 0, 0), biasInitializer: Initializer.Values(0.25f, -0.25f))
        .Flatten();

    /// <summary>The first pixel and twice the second.</summary>
    public static NetworkBuilder Amount { get; } = NetworkBuilder.Image(2, 2, 1)
        .Conv(1, 2, initializer: Initializer.Values(1, 2, 0, 0))
        .Flatten();
}
