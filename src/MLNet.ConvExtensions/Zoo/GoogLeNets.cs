namespace MLNet.ConvExtensions.Zoo;

/// <summary>
/// GoogLeNet (Szegedy et al. 2014) as torchvision has it: with batch normalisation, and 3x3 kernels where the paper has 5x5.
/// </summary>
internal static class GoogLeNets
{
    public static NetworkBuilder[] Define(NetworkBuilder input, int classes, bool auxiliary)
    {
        NetworkBuilder x = input
            .InceptionConv("conv1", 64, 7, 2, 3)
            .MaxPool(3, 2, ceiling: true, name: "maxpool1")
            .InceptionConv("conv2", 64, 1)
            .InceptionConv("conv3", 192, 3, 1, 1)
            .MaxPool(3, 2, ceiling: true, name: "maxpool2");
        x = Inception(x, "inception3a", 64, (96, 128), (16, 32), 32);
        x = Inception(x, "inception3b", 128, (128, 192), (32, 96), 64).MaxPool(3, 2, ceiling: true, name: "maxpool3");
        NetworkBuilder early = x = Inception(x, "inception4a", 192, (96, 208), (16, 48), 64);
        x = Inception(x, "inception4b", 160, (112, 224), (24, 64), 64);
        x = Inception(x, "inception4c", 128, (128, 256), (24, 64), 64);
        NetworkBuilder late = x = Inception(x, "inception4d", 112, (144, 288), (32, 64), 64);
        x = Inception(x, "inception4e", 256, (160, 320), (32, 128), 128).MaxPool(2, 2, ceiling: true, name: "maxpool4");
        x = Inception(x, "inception5a", 256, (160, 320), (32, 128), 128);
        x = Inception(x, "inception5b", 384, (192, 384), (48, 128), 128);
        NetworkBuilder scores = x.GlobalAveragePool(name: "avgpool").Dropout(0.2, "dropout").Dense(classes, name: "fc");
        return auxiliary ? [scores, Classifier(early, "aux1", classes), Classifier(late, "aux2", classes)] : [scores];
    }

    private static NetworkBuilder Inception(
        NetworkBuilder input,
        string name,
        int one,
        (int Reduced, int Filters) three,
        (int Reduced, int Filters) five,
        int pooled
    ) =>
        input.Scope(
            name,
            x =>
                x.InceptionConv("branch1", one, 1)
                    .Concat(
                        [
                            x.InceptionConv("branch2.0", three.Reduced, 1).InceptionConv("branch2.1", three.Filters, 3, 1, 1),
                            x.InceptionConv("branch3.0", five.Reduced, 1).InceptionConv("branch3.1", five.Filters, 3, 1, 1),
                            x.MaxPool(3, 1, 1, name: "branch4.0").InceptionConv("branch4.1", pooled, 1),
                        ],
                        "concat"
                    )
        );

    private static NetworkBuilder Classifier(NetworkBuilder input, string name, int classes) =>
        input.Scope(
            name,
            x =>
                x.AveragePool((Math.Min(5, x.Dims[1]), Math.Min(5, x.Dims[2])), 3, name: "pool")
                    .InceptionConv("conv", 128, 1)
                    .Flatten("flatten")
                    .Dense(1024, initializer: Initializer.HeNormal, name: "fc1")
                    .Relu("relu")
                    .Dropout(0.7, "dropout")
                    .Dense(classes, name: "fc2")
        );
}
