namespace MLNet.ConvExtensions.Zoo;

/// <summary>The small networks that courses begin with.</summary>
internal static class ClassicNetworks
{
    private const int LeNetSize = 32;

    public static NetworkBuilder[] LeNet5(NetworkBuilder input, int classes)
    {
        // Digits of 28x28 were put into the middle of 32x32; padding the first convolution is the same.
        int[] missing = [.. input.Dims[1..].Select(size => Math.Max(0, LeNetSize - size))];
        Padding centred = Padding.Sides((missing[0] / 2, missing[1] / 2), (missing[0] - (missing[0] / 2), missing[1] - (missing[1] / 2)));
        Initializer lecun = Initializer.LeCunUniform;
        return
        [
            input
                .Conv(6, 5, padding: centred, initializer: lecun)
                .Tanh()
                .AveragePool(2)
                .Conv(16, 5, initializer: lecun)
                .Tanh()
                .AveragePool(2)
                .Flatten()
                .Dense(120, initializer: lecun)
                .Tanh()
                .Dense(84, initializer: lecun)
                .Tanh()
                .Dense(classes, initializer: lecun),
        ];
    }

    public static NetworkBuilder[] FourConv(NetworkBuilder input, int classes) =>
        [
            input
                .Conv(32, 3, padding: Padding.Same)
                .Relu()
                .Conv(32, 3)
                .Relu()
                .MaxPool(2)
                .Dropout(0.25)
                .Conv(64, 3, padding: Padding.Same)
                .Relu()
                .Conv(64, 3)
                .Relu()
                .MaxPool(2)
                .Dropout(0.25)
                .Flatten()
                .Dense(512, initializer: Initializer.HeNormal)
                .Relu()
                .Dropout(0.5)
                .Dense(classes),
        ];

    public static NetworkBuilder[] Mlp(NetworkBuilder input, int classes) =>
        [input.Flatten().Dense(84, initializer: Initializer.HeNormal).Relu().Dense(classes)];
}
