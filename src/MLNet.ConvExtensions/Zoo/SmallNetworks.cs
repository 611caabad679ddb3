namespace MLNet.ConvExtensions.Zoo;

/// <summary>Networks made for few weights or few operations, and the highway network.</summary>
internal static class SmallNetworks
{
    /// <summary>Ten layers of 50 units on the pixels: a dense one, eight highway layers, and the classifier.</summary>
    public static NetworkBuilder[] Highway(NetworkBuilder input, int classes)
    {
        NetworkBuilder x = input.Flatten().Dense(50, initializer: Initializer.HeNormal).Relu();
        for (int layer = 0; layer < 8; layer++)
            x = x.Highway();
        return [x.Dense(classes)];
    }

    /// <summary>
    /// Inverted residuals: widen, convolve each channel by itself, narrow (Sandler et al. 2018). Names as in torchvision.
    /// </summary>
    public static NetworkBuilder[] MobileNetV2(NetworkBuilder input, int classes)
    {
        NetworkBuilder x = input.Scope("features.0", y => y.ConvBatchNorm(32, 3, 2, 1, "0", "1").Relu6("2"));
        int number = 1;
        foreach (
            (int widening, int filters, int blocks, int stride) in new[]
            {
                (1, 16, 1, 1),
                (6, 24, 2, 2),
                (6, 32, 3, 2),
                (6, 64, 4, 2),
                (6, 96, 3, 1),
                (6, 160, 3, 2),
                (6, 320, 1, 1),
            }
        )
        {
            for (int block = 0; block < blocks; block++)
                x = x.Scope($"features.{number++}", y => InvertedResidual(y, widening, filters, block == 0 ? stride : 1));
        }

        x = x.Scope("features.18", y => y.ConvBatchNorm(1280, 1, 1, 0, "0", "1").Relu6("2"));
        return [x.GlobalAveragePool(name: "avgpool").Dropout(0.2, "classifier.0").Dense(classes, name: "classifier.1")];
    }

    /// <summary>
    /// SqueezeNet 1.0 and the 2.4 times lighter 1.1: fire modules squeeze, then expand by 1x1 and 3x3 (Iandola et al. 2016).
    /// </summary>
    public static NetworkBuilder[] SqueezeNet(NetworkBuilder input, int classes, bool light)
    {
        NetworkBuilder x = (light ? input.Conv(64, 3, 2, name: "conv1") : input.Conv(96, 7, 2, name: "conv1"))
            .Relu("relu1")
            .MaxPool(3, 2, ceiling: true, name: "pool1");
        int[] pooledAfter = light ? [3, 5] : [4, 8];
        int[] squeezed = [16, 16, 32, 32, 48, 48, 64, 64];
        for (int number = 2; number <= 9; number++)
        {
            int width = squeezed[number - 2];
            x = x.Scope($"fire{number}", y => Fire(y, width));
            if (pooledAfter.Contains(number))
                x = x.MaxPool(3, 2, ceiling: true, name: $"pool{number}");
        }

        // A small start: the last ReLU lets no gradient through to classes whose scores begin below 0.
        return
        [
            x.Dropout(name: "drop9")
                .Conv(classes, 1, initializer: Initializer.Normal(0.01), name: "conv10")
                .Relu("relu10")
                .GlobalAveragePool(name: "pool10"),
        ];
    }

    private static NetworkBuilder InvertedResidual(NetworkBuilder x, int widening, int filters, int stride)
    {
        int width = x.Dims[0] * widening;
        NetworkBuilder y = widening == 1 ? x : x.ConvBatchNorm(width, 1, 1, 0, "expand", "expand_bn").Relu6("expand_relu");
        y = y.DepthwiseConv(3, stride, 1, bias: false, initializer: Initializer.HeNormalFanOut, name: "depthwise")
            .BatchNorm(name: "depthwise_bn")
            .Relu6("depthwise_relu")
            .ConvBatchNorm(filters, 1, 1, 0, "project", "project_bn");
        return stride == 1 && x.Dims[0] == filters ? y.Add(x, "add") : y;
    }

    private static NetworkBuilder Fire(NetworkBuilder x, int squeezed)
    {
        NetworkBuilder narrow = x.Conv(squeezed, 1, name: "squeeze1x1").Relu("squeeze1x1_relu");
        return narrow
            .Conv(4 * squeezed, 1, name: "expand1x1")
            .Relu("expand1x1_relu")
            .Concat([narrow.Conv(4 * squeezed, 3, padding: 1, name: "expand3x3").Relu("expand3x3_relu")], "concat");
    }
}
