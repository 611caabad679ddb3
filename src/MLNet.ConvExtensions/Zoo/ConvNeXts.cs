namespace MLNet.ConvExtensions.Zoo;

/// <summary>
/// ConvNeXt (Liu et al. 2022): a convolutional network with the proportions of a vision transformer. Names as in torchvision.
/// </summary>
internal static class ConvNeXts
{
    public static NetworkBuilder[] Define(NetworkBuilder input, int classes, int width, params int[] blocks)
    {
        NetworkBuilder x = input
            .Conv(width, 4, 4, initializer: Initializer.Normal(0.02), name: "features.0.0")
            .ChannelLayerNorm(name: "features.0.1");
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            int filters = width << stage;
            if (stage > 0)
            {
                x = x.ChannelLayerNorm(name: $"features.{2 * stage}.0")
                    .Conv(filters, 2, 2, initializer: Initializer.Normal(0.02), name: $"features.{2 * stage}.1");
            }

            for (int block = 0; block < blocks[stage]; block++)
                x = x.Scope($"features.{(2 * stage) + 1}.{block}", y => Block(y, filters));
        }

        return
        [
            x.GlobalAveragePool(name: "avgpool")
                .LayerNorm(1e-6f, "classifier.0")
                .Dense(classes, initializer: Initializer.Normal(0.02), name: "classifier.2"),
        ];
    }

    private static NetworkBuilder Block(NetworkBuilder x, int filters) =>
        x.DepthwiseConv(7, padding: 3, initializer: Initializer.Normal(0.02), name: "block.0")
            .ChannelLayerNorm(name: "block.2")
            .Conv(4 * filters, 1, initializer: Initializer.Normal(0.02), name: "block.3")
            .Gelu("block.4")
            .Conv(filters, 1, initializer: Initializer.Normal(0.02), name: "block.5")
            .LayerScale(name: "layer_scale")
            .Add(x, "add");
}
