namespace MLNet.ConvExtensions.Zoo;

/// <summary>EfficientNet (Tan and Le 2019): one network, made wider and deeper by two factors. Names as in torchvision.</summary>
internal static class EfficientNets
{
    private static readonly (int Widening, int Kernel, int Stride, int Filters, int Blocks)[] Stages =
    [
        (1, 3, 1, 16, 1),
        (6, 3, 2, 24, 2),
        (6, 5, 2, 40, 2),
        (6, 3, 2, 80, 3),
        (6, 5, 1, 112, 3),
        (6, 5, 2, 192, 4),
        (6, 3, 1, 320, 1),
    ];

    public static NetworkBuilder[] Define(NetworkBuilder input, int classes, double width, double depth, double dropout)
    {
        NetworkBuilder x = input.Scope("features.0", y => y.ConvBatchNorm(ConvBlocks.Divisible(32 * width), 3, 2, 1, "0", "1").Silu("2"));
        for (int stage = 0; stage < Stages.Length; stage++)
        {
            (int widening, int kernel, int stride, int filters, int blocks) = Stages[stage];
            for (int block = 0; block < (int)Math.Ceiling(blocks * depth); block++)
            {
                int step = block == 0 ? stride : 1;
                x = x.Scope($"features.{stage + 1}.{block}", y => Block(y, widening, kernel, step, ConvBlocks.Divisible(filters * width)));
            }
        }

        int last = 4 * x.Dims[0];
        return
        [
            x.Scope("features.8", y => y.ConvBatchNorm(last, 1, 1, 0, "0", "1").Silu("2"))
                .GlobalAveragePool(name: "avgpool")
                .Dropout(dropout, "classifier.0")
                .Dense(classes, name: "classifier.1"),
        ];
    }

    private static NetworkBuilder Block(NetworkBuilder x, int widening, int kernel, int stride, int filters)
    {
        int part = 0,
            channels = x.Dims[0],
            wide = ConvBlocks.Divisible(channels * widening);
        NetworkBuilder y = x;
        if (wide != channels)
            y = y.Scope($"block.{part++}", z => z.ConvBatchNorm(wide, 1, 1, 0, "0", "1").Silu("2"));
        y = y.Scope(
                $"block.{part++}",
                z =>
                    z.DepthwiseConv(kernel, stride, kernel / 2, bias: false, initializer: Initializer.HeNormalFanOut, name: "0")
                        .BatchNorm(name: "1")
                        .Silu("2")
            )
            .SqueezeExcite(
                $"block.{part++}",
                Math.Max(1, channels / 4),
                static (z, name) => z.Silu(name),
                static (z, name) => z.Sigmoid(name)
            )
            .Scope($"block.{part}", z => z.ConvBatchNorm(filters, 1, 1, 0, "0", "1"));
        return stride == 1 && channels == filters ? y.Add(x, "add") : y;
    }
}
