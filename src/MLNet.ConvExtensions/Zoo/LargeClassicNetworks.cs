namespace MLNet.ConvExtensions.Zoo;

/// <summary>Convolutions in a row, then large dense layers: AlexNet and VGG.</summary>
internal static class LargeClassicNetworks
{
    /// <summary>As torchvision has it: one column, without local response normalisation (Krizhevsky 2014).</summary>
    public static NetworkBuilder[] AlexNet(NetworkBuilder input, int classes) =>
        [
            input
                .Conv(64, 11, stride: 4, padding: 2)
                .Relu()
                .MaxPool(3, stride: 2)
                .Conv(192, 5, padding: 2)
                .Relu()
                .MaxPool(3, stride: 2)
                .Conv(384, 3, padding: 1)
                .Relu()
                .Conv(256, 3, padding: 1)
                .Relu()
                .Conv(256, 3, padding: 1)
                .Relu()
                .MaxPool(3, stride: 2)
                .Flatten()
                .Dropout()
                .Dense(4096, initializer: Initializer.HeNormal, name: "fc6")
                .Relu()
                .Dropout()
                .Dense(4096, initializer: Initializer.HeNormal, name: "fc7")
                .Relu()
                .Dense(classes, name: "fc8"),
        ];

    /// <summary>Five stages of 3x3 convolutions; the numbers say how many each has.</summary>
    public static NetworkBuilder[] Vgg(NetworkBuilder input, int classes, bool normalized, params int[] convolutions)
    {
        NetworkBuilder x = input;
        for (int stage = 1; stage <= convolutions.Length; stage++)
        {
            for (int i = 1; i <= convolutions[stage - 1]; i++)
            {
                x = x.Conv(Math.Min(512, 32 << stage), 3, padding: 1, name: $"conv{stage}_{i}");
                x = (normalized ? x.BatchNorm(name: $"bn{stage}_{i}") : x).Relu($"relu{stage}_{i}");
            }

            x = x.MaxPool(2, name: $"pool{stage}");
        }

        x = x.Flatten();
        for (int layer = 6; layer <= 7; layer++)
            x = x.Dense(4096, initializer: Initializer.HeNormal, name: $"fc{layer}").Relu($"relu{layer}").Dropout(name: $"drop{layer}");
        return [x.Dense(classes, name: "fc8")];
    }
}
