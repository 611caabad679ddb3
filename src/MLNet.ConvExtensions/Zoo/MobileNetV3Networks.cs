namespace MLNet.ConvExtensions.Zoo;

/// <summary>MobileNetV3 (Howard et al. 2019): inverted residuals, some with gates for channels. Names as in torchvision.</summary>
internal static class MobileNetV3Networks
{
    private const float Epsilon = 1e-3f;

    public static NetworkBuilder[] Large(NetworkBuilder input, int classes) =>
        Define(
            input,
            classes,
            1280,
            new(3, 16, 16, false, false, 1),
            new(3, 64, 24, false, false, 2),
            new(3, 72, 24, false, false, 1),
            new(5, 72, 40, true, false, 2),
            new(5, 120, 40, true, false, 1),
            new(5, 120, 40, true, false, 1),
            new(3, 240, 80, false, true, 2),
            new(3, 200, 80, false, true, 1),
            new(3, 184, 80, false, true, 1),
            new(3, 184, 80, false, true, 1),
            new(3, 480, 112, true, true, 1),
            new(3, 672, 112, true, true, 1),
            new(5, 672, 160, true, true, 2),
            new(5, 960, 160, true, true, 1),
            new(5, 960, 160, true, true, 1)
        );

    public static NetworkBuilder[] Small(NetworkBuilder input, int classes) =>
        Define(
            input,
            classes,
            1024,
            new(3, 16, 16, true, false, 2),
            new(3, 72, 24, false, false, 2),
            new(3, 88, 24, false, false, 1),
            new(5, 96, 40, true, true, 2),
            new(5, 240, 40, true, true, 1),
            new(5, 240, 40, true, true, 1),
            new(5, 120, 48, true, true, 1),
            new(5, 144, 48, true, true, 1),
            new(5, 288, 96, true, true, 2),
            new(5, 576, 96, true, true, 1),
            new(5, 576, 96, true, true, 1)
        );

    private static NetworkBuilder[] Define(NetworkBuilder input, int classes, int units, params Row[] rows)
    {
        NetworkBuilder x = input.Scope("features.0", y => y.ConvBatchNorm(16, 3, 2, 1, "0", "1", epsilon: Epsilon).HardSwish("2"));
        for (int i = 0; i < rows.Length; i++)
        {
            Row row = rows[i];
            x = x.Scope($"features.{i + 1}", y => Block(y, row));
        }

        int last = 6 * x.Dims[0];
        return
        [
            x.Scope($"features.{rows.Length + 1}", y => y.ConvBatchNorm(last, 1, 1, 0, "0", "1", epsilon: Epsilon).HardSwish("2"))
                .GlobalAveragePool(name: "avgpool")
                .Dense(units, name: "classifier.0")
                .HardSwish("classifier.1")
                .Dropout(0.2, "classifier.2")
                .Dense(classes, name: "classifier.3"),
        ];
    }

    private static NetworkBuilder Block(NetworkBuilder x, Row row)
    {
        int part = 0;
        NetworkBuilder Active(NetworkBuilder y) => row.HardSwish ? y.HardSwish("2") : y.Relu("2");
        NetworkBuilder y = x;
        if (row.Width != x.Dims[0])
            y = y.Scope($"block.{part++}", z => Active(z.ConvBatchNorm(row.Width, 1, 1, 0, "0", "1", epsilon: Epsilon)));
        y = y.Scope(
            $"block.{part++}",
            z =>
                Active(
                    z.DepthwiseConv(row.Kernel, row.Stride, row.Kernel / 2, bias: false, initializer: Initializer.HeNormalFanOut, name: "0")
                        .BatchNorm(Epsilon, name: "1")
                )
        );
        if (row.Gated)
        {
            int units = ConvBlocks.Divisible(row.Width / 4);
            y = y.SqueezeExcite($"block.{part++}", units, static (z, name) => z.Relu(name), static (z, name) => z.HardSigmoid(name));
        }

        y = y.Scope($"block.{part}", z => z.ConvBatchNorm(row.Filters, 1, 1, 0, "0", "1", epsilon: Epsilon));
        return row.Stride == 1 && x.Dims[0] == row.Filters ? y.Add(x, "add") : y;
    }

    private readonly record struct Row(int Kernel, int Width, int Filters, bool Gated, bool HardSwish, int Stride);
}
