namespace MLNet.ConvExtensions.Zoo;

/// <summary>Xception (Chollet 2016), with the layers and names of Keras: separable convolutions and skip connections.</summary>
internal static class XceptionNetwork
{
    public static NetworkBuilder[] Define(NetworkBuilder input, int classes)
    {
        NetworkBuilder x = Norm(input.Conv(32, 3, 2, bias: false, name: "block1_conv1")).Relu("block1_conv1_act");
        x = Norm(x.Conv(64, 3, bias: false, name: "block1_conv2")).Relu("block1_conv2_act");
        x = Reduce(x, 2, 128, 128, activate: false);
        x = Reduce(x, 3, 256, 256);
        x = Reduce(x, 4, 728, 728);
        for (int block = 5; block <= 12; block++)
            x = Middle(x, block);
        x = Reduce(x, 13, 728, 1024);
        x = Separable(x, "block14_sepconv1", 1536).Relu("block14_sepconv1_act");
        x = Separable(x, "block14_sepconv2", 2048).Relu("block14_sepconv2_act");
        return [x.GlobalAveragePool(name: "avg_pool").Dense(classes, name: "predictions")];
    }

    /// <summary>Two separable convolutions and pooling, next to a 1x1 convolution of stride 2.</summary>
    private static NetworkBuilder Reduce(NetworkBuilder x, int block, int first, int second, bool activate = true)
    {
        NetworkBuilder shortcut = Norm(x.Conv(second, 1, 2, Padding.Same, bias: false, name: $"block{block}_shortcut"));
        NetworkBuilder y = activate ? x.Relu($"block{block}_sepconv1_act") : x;
        y = Separable(y, $"block{block}_sepconv1", first).Relu($"block{block}_sepconv2_act");
        return Separable(y, $"block{block}_sepconv2", second)
            .MaxPool(3, 2, Padding.Same, name: $"block{block}_pool")
            .Add(shortcut, $"block{block}_add");
    }

    private static NetworkBuilder Middle(NetworkBuilder x, int block)
    {
        NetworkBuilder y = x;
        for (int i = 1; i <= 3; i++)
        {
            // The last normalisation begins with 0, and so the block as its shortcut (Goyal et al. 2017).
            y = Separable(y.Relu($"block{block}_sepconv{i}_act"), $"block{block}_sepconv{i}", 728, scale: i == 3 ? 0 : 1);
        }

        return y.Add(x, $"block{block}_add");
    }

    private static NetworkBuilder Separable(NetworkBuilder x, string name, int filters, float scale = 1) =>
        Norm(x.SeparableConv(filters, 3, padding: Padding.Same, bias: false, name: name), name, scale);

    private static NetworkBuilder Norm(NetworkBuilder x, string? name = null, float scale = 1) =>
        x.BatchNorm(1e-3f, 0.99f, scale, (name ?? x.Name) + "_bn");
}
