namespace MLNet.ConvExtensions.Zoo;

/// <summary>
/// The residual networks for small images (He et al. 2015, section 4.2): three stages of 16, 32 and 64 maps, 6n + 2 layers.
/// </summary>
internal static class CifarResNets
{
    public static NetworkBuilder[] Define(NetworkBuilder input, int classes, int layers, bool projection)
    {
        int blocks = (layers - 2) / 6;
        NetworkBuilder x = Convolution(input, 16, 1, 1).Relu("relu1");
        for (int stage = 0; stage < 3; stage++)
        {
            for (int block = 0; block < blocks; block++)
            {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                x = x.Scope($"layer{stage + 1}.{block}", y => Block(y, 16 << stage, stride, projection));
            }
        }

        return [x.GlobalAveragePool(name: "avgpool").Dense(classes, name: "fc")];
    }

    private static NetworkBuilder Block(NetworkBuilder x, int filters, int stride, bool projection)
    {
        NetworkBuilder y = Convolution(x, filters, stride, 1).Relu("relu1");

        // Blocks begin as their shortcuts (Goyal et al. 2017): the signal doesn't grow with depth, and training starts well.
        y = Convolution(y, filters, 1, 2, scale: 0);
        bool same = stride == 1 && x.Dims[0] == filters;
        NetworkBuilder shortcut =
            same ? x
            : projection
                ? x.Scope(
                    "downsample",
                    d => d.Conv(filters, 1, stride, bias: false, initializer: Initializer.HeNormalFanOut, name: "0").BatchNorm(name: "1")
                )
            : x.Subsample(stride, filters, "shortcut");
        return y.Add(shortcut, "add").Relu("relu2");
    }

    private static NetworkBuilder Convolution(NetworkBuilder x, int filters, int stride, int number, float scale = 1) =>
        x.Conv(filters, 3, stride, padding: 1, bias: false, initializer: Initializer.HeNormalFanOut, name: $"conv{number}")
            .BatchNorm(scale: scale, name: $"bn{number}");
}
