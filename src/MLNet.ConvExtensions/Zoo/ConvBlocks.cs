namespace MLNet.ConvExtensions.Zoo;

/// <summary>What most architectures since 2015 repeat: a convolution without bias, batch normalisation, ReLU.</summary>
internal static class ConvBlocks
{
    /// <summary>Convolution and batch normalisation, under names of their own.</summary>
    public static NetworkBuilder ConvBatchNorm(
        this NetworkBuilder x,
        int filters,
        Extent kernel,
        Extent stride = default,
        Padding padding = default,
        string conv = "conv",
        string norm = "bn",
        float scale = 1,
        float epsilon = 1e-5f
    ) =>
        x.Conv(filters, kernel, stride, padding, bias: false, initializer: Initializer.HeNormalFanOut, name: conv)
            .BatchNorm(epsilon, scale: scale, name: norm);

    /// <summary>The block of the Inception networks: NAME.conv, NAME.bn and NAME.relu.</summary>
    public static NetworkBuilder InceptionConv(
        this NetworkBuilder x,
        string name,
        int filters,
        Extent kernel,
        Extent stride = default,
        Padding padding = default
    ) => x.Scope(name, y => y.Conv(filters, kernel, stride, padding, bias: false, name: "conv").BatchNorm(1e-3f, name: "bn").Relu("relu"));
}
