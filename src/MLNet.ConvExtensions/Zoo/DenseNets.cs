namespace MLNet.ConvExtensions.Zoo;

/// <summary>Densely connected networks (Huang et al. 2016): every layer sees the maps of all layers before it in its block.</summary>
internal static class DenseNets
{
    /// <summary>DenseNet-121, with the names of torchvision.</summary>
    public static NetworkBuilder[] DenseNet121(NetworkBuilder input, int classes) =>
        Define(
            input.ConvBatchNorm(64, 7, 2, 3, "conv0", "norm0").Relu("relu0").MaxPool(3, 2, 1, name: "pool0"),
            classes,
            32,
            6,
            12,
            24,
            16
        );

    /// <summary>DenseNet-BC of 100 layers and growth 12, for images of 32x32.</summary>
    public static NetworkBuilder[] CifarDenseNet(NetworkBuilder input, int classes) =>
        Define(input.Conv(24, 3, padding: 1, bias: false, name: "conv0"), classes, 12, 16, 16, 16);

    private static NetworkBuilder[] Define(NetworkBuilder x, int classes, int growth, params int[] blocks)
    {
        for (int block = 1; block <= blocks.Length; block++)
        {
            for (int layer = 1; layer <= blocks[block - 1]; layer++)
                x = x.Scope($"denseblock{block}.denselayer{layer}", y => Layer(y, growth));
            if (block < blocks.Length)
            {
                x = x.Scope(
                    $"transition{block}",
                    y =>
                        y.BatchNorm(name: "norm")
                            .Relu("relu")
                            .Conv(y.Dims[0] / 2, 1, bias: false, name: "conv")
                            .AveragePool(2, name: "pool")
                );
            }
        }

        return [x.BatchNorm(name: "norm5").Relu("relu5").GlobalAveragePool(name: "avgpool").Dense(classes, name: "classifier")];
    }

    private static NetworkBuilder Layer(NetworkBuilder x, int growth) =>
        x.Concat(
            [
                x.BatchNorm(name: "norm1")
                    .Relu("relu1")
                    .Conv(4 * growth, 1, bias: false, name: "conv1")
                    .BatchNorm(name: "norm2")
                    .Relu("relu2")
                    .Conv(growth, 3, padding: 1, bias: false, name: "conv2"),
            ],
            "concat"
        );
}
