using MLNet.ConvExtensions.Networks;

namespace MLNet.ConvExtensions.Zoo;

/// <summary>Every architecture that is known by name, with the images that it was published for.</summary>
internal static class ArchitectureRegistry
{
    private const string Mobile3 = "Howard et al. 2019";
    private const string Squeeze = "Iandola et al. 2016";

    public static Architecture LeNet5 { get; } = new("LeNet5", 32, 1, 10, "LeCun et al. 1998", ClassicNetworks.LeNet5);

    public static Architecture FourConv { get; } = new("FourConv", 32, 3, 10, "Keras's CIFAR-10 example, 2015", ClassicNetworks.FourConv);

    public static Architecture Mlp { get; } = new("MLP", 32, 1, 10, "two dense layers on pixels", ClassicNetworks.Mlp);

    public static Architecture CifarResNet20 { get; } = CifarResNet(20);

    public static Architecture CifarResNet32 { get; } = CifarResNet(32);

    public static Architecture CifarResNet56 { get; } = CifarResNet(56);

    public static Architecture AlexNet { get; } =
        ImageNet("AlexNet", "Krizhevsky 2014 (the network of 2012 in one column)", LargeClassicNetworks.AlexNet);

    public static Architecture Vgg11 { get; } = Vgg("VGG11", false, 1, 1, 2, 2, 2);

    public static Architecture Vgg13 { get; } = Vgg("VGG13", false, 2, 2, 2, 2, 2);

    public static Architecture Vgg16 { get; } = Vgg("VGG16", false, 2, 2, 3, 3, 3);

    public static Architecture Vgg19 { get; } = Vgg("VGG19", false, 2, 2, 4, 4, 4);

    public static Architecture Vgg11Bn { get; } = Vgg("VGG11BN", true, 1, 1, 2, 2, 2);

    public static Architecture Vgg13Bn { get; } = Vgg("VGG13BN", true, 2, 2, 2, 2, 2);

    public static Architecture Vgg16Bn { get; } = Vgg("VGG16BN", true, 2, 2, 3, 3, 3);

    public static Architecture Vgg19Bn { get; } = Vgg("VGG19BN", true, 2, 2, 4, 4, 4);

    public static Architecture GoogLeNet { get; } =
        ImageNet("GoogLeNet", "Szegedy et al. 2014", (x, classes) => GoogLeNets.Define(x, classes, auxiliary: true));

    public static Architecture InceptionV3 { get; } =
        new("InceptionV3", 299, 3, 1000, "Szegedy et al. 2015", (x, classes) => InceptionV3Network.Define(x, classes, auxiliary: true));

    public static Architecture ResNet18 { get; } = ResNet("ResNet18", false, 2, 2, 2, 2);

    public static Architecture ResNet34 { get; } = ResNet("ResNet34", false, 3, 4, 6, 3);

    public static Architecture ResNet50 { get; } = ResNet("ResNet50", true, 3, 4, 6, 3);

    public static Architecture ResNet101 { get; } = ResNet("ResNet101", true, 3, 4, 23, 3);

    public static Architecture ResNet152 { get; } = ResNet("ResNet152", true, 3, 8, 36, 3);

    public static Architecture Highway { get; } = new("Highway", 28, 1, 10, "Srivastava et al. 2015", SmallNetworks.Highway);

    public static Architecture DenseNet121 { get; } = ImageNet("DenseNet121", "Huang et al. 2016", DenseNets.DenseNet121);

    public static Architecture CifarDenseNet { get; } =
        new("CifarDenseNet", 32, 3, 10, "Huang et al. 2016 (BC, 100 layers, growth 12)", DenseNets.CifarDenseNet);

    public static Architecture Xception { get; } = new("Xception", 299, 3, 1000, "Chollet 2016", XceptionNetwork.Define);

    public static Architecture MobileNetV2 { get; } = ImageNet("MobileNetV2", "Sandler et al. 2018", SmallNetworks.MobileNetV2);

    public static Architecture SqueezeNet10 { get; } =
        ImageNet("SqueezeNet1.0", Squeeze, (x, classes) => SmallNetworks.SqueezeNet(x, classes, light: false));

    public static Architecture SqueezeNet11 { get; } =
        ImageNet("SqueezeNet1.1", Squeeze, (x, classes) => SmallNetworks.SqueezeNet(x, classes, light: true));

    public static Architecture MobileNetV3Small { get; } = ImageNet("MobileNetV3Small", Mobile3, MobileNetV3Networks.Small);

    public static Architecture MobileNetV3Large { get; } = ImageNet("MobileNetV3Large", Mobile3, MobileNetV3Networks.Large);

    public static Architecture EfficientNetB0 { get; } = EfficientNet(0, 224, 1, 1, 0.2);

    public static Architecture EfficientNetB1 { get; } = EfficientNet(1, 240, 1, 1.1, 0.2);

    public static Architecture EfficientNetB2 { get; } = EfficientNet(2, 288, 1.1, 1.2, 0.3);

    public static Architecture EfficientNetB3 { get; } = EfficientNet(3, 300, 1.2, 1.4, 0.3);

    public static Architecture RegNetX400MF { get; } = RegNet("RegNetX400MF", 22, 24, 24.48, 2.54, 16, gated: false);

    public static Architecture RegNetX800MF { get; } = RegNet("RegNetX800MF", 16, 56, 35.73, 2.28, 16, gated: false);

    public static Architecture RegNetX1600MF { get; } = RegNet("RegNetX1600MF", 18, 80, 34.01, 2.25, 24, gated: false);

    public static Architecture RegNetY400MF { get; } = RegNet("RegNetY400MF", 16, 48, 27.89, 2.09, 8, gated: true);

    public static Architecture RegNetY800MF { get; } = RegNet("RegNetY800MF", 14, 56, 38.84, 2.4, 16, gated: true);

    public static Architecture RegNetY1600MF { get; } = RegNet("RegNetY1600MF", 27, 48, 20.71, 2.65, 24, gated: true);

    public static Architecture ConvNeXtTiny { get; } = ConvNeXt("ConvNeXtTiny", 96, 3, 3, 9, 3);

    public static Architecture ConvNeXtSmall { get; } = ConvNeXt("ConvNeXtSmall", 96, 3, 3, 27, 3);

    public static Architecture ConvNeXtBase { get; } = ConvNeXt("ConvNeXtBase", 128, 3, 3, 27, 3);

    public static IReadOnlyList<Architecture> All { get; } =
    [
        LeNet5,
        FourConv,
        Mlp,
        Highway,
        CifarResNet20,
        CifarResNet32,
        CifarResNet56,
        CifarDenseNet,
        AlexNet,
        Vgg11,
        Vgg13,
        Vgg16,
        Vgg19,
        Vgg11Bn,
        Vgg13Bn,
        Vgg16Bn,
        Vgg19Bn,
        GoogLeNet,
        InceptionV3,
        ResNet18,
        ResNet34,
        ResNet50,
        ResNet101,
        ResNet152,
        DenseNet121,
        Xception,
        MobileNetV2,
        MobileNetV3Small,
        MobileNetV3Large,
        EfficientNetB0,
        EfficientNetB1,
        EfficientNetB2,
        EfficientNetB3,
        RegNetX400MF,
        RegNetX800MF,
        RegNetX1600MF,
        RegNetY400MF,
        RegNetY800MF,
        RegNetY1600MF,
        ConvNeXtTiny,
        ConvNeXtSmall,
        ConvNeXtBase,
        SqueezeNet10,
        SqueezeNet11,
    ];

    public static Architecture Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string key = Key(name);
        return All.FirstOrDefault(a => Key(a.Name) == key)
            ?? throw new ArgumentException(
                $"There is no architecture '{name}'. The nearest names are "
                    + $"{string.Join(", ", NearestNames.Of(name, All.Select(a => a.Name)).Select(n => $"'{n}'"))}; "
                    + $"all are {string.Join(", ", All.Select(a => a.Name))}.",
                nameof(name)
            );
    }

    private static Architecture CifarResNet(int layers) =>
        new(
            $"CifarResNet{layers}",
            32,
            3,
            10,
            "He et al. 2015, section 4.2",
            (x, classes) => CifarResNets.Define(x, classes, layers, projection: false)
        );

    private static Architecture ResNet(string name, bool bottleneck, params int[] blocks) =>
        ImageNet(name, "He et al. 2015", (x, classes) => ResNets.Define(x, classes, bottleneck, blocks));

    private static Architecture Vgg(string name, bool normalized, params int[] convolutions) =>
        ImageNet(name, "Simonyan and Zisserman 2014", (x, classes) => LargeClassicNetworks.Vgg(x, classes, normalized, convolutions));

    private static Architecture EfficientNet(int number, int size, double width, double depth, double dropout) =>
        new(
            $"EfficientNetB{number}",
            size,
            3,
            1000,
            "Tan and Le 2019",
            (x, classes) => EfficientNets.Define(x, classes, width, depth, dropout)
        );

    private static Architecture RegNet(string name, int depth, int initial, double slope, double factor, int group, bool gated) =>
        ImageNet(name, "Radosavovic et al. 2020", (x, classes) => RegNets.Define(x, classes, depth, initial, slope, factor, group, gated));

    private static Architecture ConvNeXt(string name, int width, params int[] blocks) =>
        ImageNet(name, "Liu et al. 2022", (x, classes) => ConvNeXts.Define(x, classes, width, blocks));

    private static Architecture ImageNet(string name, string source, Func<NetworkBuilder, int, NetworkBuilder[]> define) =>
        new(name, 224, 3, 1000, source, define);

    private static string Key(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
