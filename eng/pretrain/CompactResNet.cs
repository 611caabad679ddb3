namespace MLNet.ConvExtensions.Pretrain;

/// <summary>
/// The embedded backbone's architecture: a residual network for small images (He et al. 2015) of four stages, each of half the resolution
/// and twice the maps of the one before, so that it has as many maps at the end as a linear classifier on photos can use.
/// </summary>
internal static class CompactResNet
{
    /// <param name="size">The side of the input in pixels.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The maps of the first stage.</param>
    /// <param name="blocks">The blocks of each stage.</param>
    /// <param name="seed">The seed of the weights.</param>
    public static OnnxNetwork Build(int size, int classes, int width, IReadOnlyList<int> blocks, int seed)
    {
        NetworkBuilder x = Convolution(NetworkBuilder.Image(size, size, 3, seed), width, 1, "conv1", "bn1").Relu("relu1");
        for (int stage = 0; stage < blocks.Count; stage++)
        {
            for (int block = 0; block < blocks[stage]; block++)
            {
                int filters = width << stage,
                    stride = stage > 0 && block == 0 ? 2 : 1;
                x = x.Scope($"layer{stage + 1}.{block}", y => Block(y, filters, stride));
            }
        }

        return x.GlobalAveragePool(name: "features").Dense(classes, name: "fc").Build("compact-resnet");
    }

    private static NetworkBuilder Block(NetworkBuilder x, int filters, int stride)
    {
        NetworkBuilder y = Convolution(x, filters, stride, "conv1", "bn1").Relu("relu1");
        y = Convolution(y, filters, 1, "conv2", "bn2", scale: 0);
        NetworkBuilder shortcut =
            stride == 1
                ? x
                : x.Scope(
                    "downsample",
                    d =>
                        d.AveragePool(2, ceiling: true)
                            .Conv(filters, 1, bias: false, initializer: Initializer.HeNormalFanOut, name: "conv")
                            .BatchNorm(name: "bn")
                );
        return y.Add(shortcut, "add").Relu("relu2");
    }

    private static NetworkBuilder Convolution(NetworkBuilder x, int filters, int stride, string conv, string norm, float scale = 1) =>
        x.Conv(filters, 3, stride, padding: 1, bias: false, initializer: Initializer.HeNormalFanOut, name: conv)
            .BatchNorm(scale: scale, name: norm);
}
