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

    /// <summary>
    /// Squeeze and excitation (Hu et al. 2017): a gate for each channel, from the means of all: NAME.fc1, NAME.fc2.
    /// </summary>
    public static NetworkBuilder SqueezeExcite(
        this NetworkBuilder x,
        string name,
        int units,
        Func<NetworkBuilder, string, NetworkBuilder> activation,
        Func<NetworkBuilder, string, NetworkBuilder> gate
    ) =>
        x.Scope(
            name,
            y =>
            {
                NetworkBuilder squeezed = activation(
                    y.GlobalAveragePool(keepAxes: true, name: "avgpool").Conv(units, 1, name: "fc1"),
                    "activation"
                );
                return y.Multiply(gate(squeezed.Conv(y.Dims[0], 1, name: "fc2"), "scale_activation"), "scale");
            }
        );

    /// <summary>The nearest multiple of 8, or of another number, that is at least 0.9 of what was wanted.</summary>
    public static int Divisible(double wanted, int by = 8)
    {
        int nearest = Math.Max(by, (int)(wanted + (by / 2.0)) / by * by);
        return nearest < 0.9 * wanted ? nearest + by : nearest;
    }
}
