namespace MLNet.ConvExtensions.Zoo;

/// <summary>Inception v3 (Szegedy et al. 2015), with the layers and names of torchvision.</summary>
internal static class InceptionV3Network
{
    public static NetworkBuilder[] Define(NetworkBuilder input, int classes, bool auxiliary)
    {
        NetworkBuilder x = input
            .InceptionConv("Conv2d_1a_3x3", 32, 3, 2)
            .InceptionConv("Conv2d_2a_3x3", 32, 3)
            .InceptionConv("Conv2d_2b_3x3", 64, 3, 1, 1)
            .MaxPool(3, 2, name: "maxpool1")
            .InceptionConv("Conv2d_3b_1x1", 80, 1)
            .InceptionConv("Conv2d_4a_3x3", 192, 3)
            .MaxPool(3, 2, name: "maxpool2")
            .Scope("Mixed_5b", y => Fives(y, 32))
            .Scope("Mixed_5c", y => Fives(y, 64))
            .Scope("Mixed_5d", y => Fives(y, 64))
            .Scope("Mixed_6a", Reduce)
            .Scope("Mixed_6b", y => Sevens(y, 128))
            .Scope("Mixed_6c", y => Sevens(y, 160))
            .Scope("Mixed_6d", y => Sevens(y, 160))
            .Scope("Mixed_6e", y => Sevens(y, 192));
        NetworkBuilder late = x;
        NetworkBuilder scores = x.Scope("Mixed_7a", ReduceAgain)
            .Scope("Mixed_7b", Wide)
            .Scope("Mixed_7c", Wide)
            .GlobalAveragePool(name: "avgpool")
            .Dropout(name: "dropout")
            .Dense(classes, name: "fc");
        return auxiliary ? [scores, late.Scope("AuxLogits", y => Classifier(y, classes))] : [scores];
    }

    private static NetworkBuilder Fives(NetworkBuilder x, int pooled) =>
        x.InceptionConv("branch1x1", 64, 1)
            .Concat(
                [
                    x.InceptionConv("branch5x5_1", 48, 1).InceptionConv("branch5x5_2", 64, 5, 1, 2),
                    x.InceptionConv("branch3x3dbl_1", 64, 1)
                        .InceptionConv("branch3x3dbl_2", 96, 3, 1, 1)
                        .InceptionConv("branch3x3dbl_3", 96, 3, 1, 1),
                    Pooled(x, pooled),
                ],
                "concat"
            );

    private static NetworkBuilder Reduce(NetworkBuilder x) =>
        x.InceptionConv("branch3x3", 384, 3, 2)
            .Concat(
                [
                    x.InceptionConv("branch3x3dbl_1", 64, 1)
                        .InceptionConv("branch3x3dbl_2", 96, 3, 1, 1)
                        .InceptionConv("branch3x3dbl_3", 96, 3, 2),
                    x.MaxPool(3, 2, name: "pool"),
                ],
                "concat"
            );

    private static NetworkBuilder Sevens(NetworkBuilder x, int filters) =>
        x.InceptionConv("branch1x1", 192, 1)
            .Concat(
                [
                    x.InceptionConv("branch7x7_1", filters, 1)
                        .InceptionConv("branch7x7_2", filters, (1, 7), 1, (0, 3))
                        .InceptionConv("branch7x7_3", 192, (7, 1), 1, (3, 0)),
                    x.InceptionConv("branch7x7dbl_1", filters, 1)
                        .InceptionConv("branch7x7dbl_2", filters, (7, 1), 1, (3, 0))
                        .InceptionConv("branch7x7dbl_3", filters, (1, 7), 1, (0, 3))
                        .InceptionConv("branch7x7dbl_4", filters, (7, 1), 1, (3, 0))
                        .InceptionConv("branch7x7dbl_5", 192, (1, 7), 1, (0, 3)),
                    Pooled(x, 192),
                ],
                "concat"
            );

    private static NetworkBuilder ReduceAgain(NetworkBuilder x) =>
        x.InceptionConv("branch3x3_1", 192, 1)
            .InceptionConv("branch3x3_2", 320, 3, 2)
            .Concat(
                [
                    x.InceptionConv("branch7x7x3_1", 192, 1)
                        .InceptionConv("branch7x7x3_2", 192, (1, 7), 1, (0, 3))
                        .InceptionConv("branch7x7x3_3", 192, (7, 1), 1, (3, 0))
                        .InceptionConv("branch7x7x3_4", 192, 3, 2),
                    x.MaxPool(3, 2, name: "pool"),
                ],
                "concat"
            );

    private static NetworkBuilder Wide(NetworkBuilder x)
    {
        NetworkBuilder three = x.InceptionConv("branch3x3_1", 384, 1);
        NetworkBuilder twice = x.InceptionConv("branch3x3dbl_1", 448, 1).InceptionConv("branch3x3dbl_2", 384, 3, 1, 1);
        return x.InceptionConv("branch1x1", 320, 1)
            .Concat(
                [
                    three.InceptionConv("branch3x3_2a", 384, (1, 3), 1, (0, 1)),
                    three.InceptionConv("branch3x3_2b", 384, (3, 1), 1, (1, 0)),
                    twice.InceptionConv("branch3x3dbl_3a", 384, (1, 3), 1, (0, 1)),
                    twice.InceptionConv("branch3x3dbl_3b", 384, (3, 1), 1, (1, 0)),
                    Pooled(x, 192),
                ],
                "concat"
            );
    }

    private static NetworkBuilder Pooled(NetworkBuilder x, int filters) =>
        x.AveragePool(3, 1, 1, countPadding: true, name: "pool").InceptionConv("branch_pool", filters, 1);

    private static NetworkBuilder Classifier(NetworkBuilder x, int classes)
    {
        NetworkBuilder y = x.AveragePool((Math.Min(5, x.Dims[1]), Math.Min(5, x.Dims[2])), 3, name: "pool").InceptionConv("conv0", 128, 1);

        // Of images smaller than 299x299 fewer than 5x5 positions are left here.
        Padding padding = y.Dims[1] < 5 || y.Dims[2] < 5 ? Padding.Same : Padding.Valid;
        return y.InceptionConv("conv1", 768, 5, 1, padding).GlobalAveragePool(name: "avgpool").Dense(classes, name: "fc");
    }
}
