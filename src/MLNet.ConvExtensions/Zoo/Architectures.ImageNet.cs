using MLNet.ConvExtensions.Zoo;

namespace MLNet.ConvExtensions;

/// <content>The networks of ImageNet's years, and their kin.</content>
public static partial class Architectures
{
    /// <summary>
    /// GoogLeNet, also called Inception v1 (Szegedy et al. 2014), with batch normalisation; 6,624,904 weights, 13,004,888 with the
    /// auxiliary classifiers.
    /// </summary>
    /// <param name="height">The height in pixels.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="channels">1 for grayscale, 3 for colour.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="auxiliary">Whether classifiers on the way are further outputs, for the loss in training.</param>
    /// <param name="seed">The seed of the weights.</param>
    /// <exception cref="ArgumentException">The images are too small; the message says what they must be.</exception>
    public static OnnxNetwork GoogLeNet(
        int height = 224,
        int width = 224,
        int channels = 3,
        int classes = 1000,
        bool auxiliary = true,
        int seed = 1
    ) => ArchitectureRegistry.GoogLeNet.Build((x, count) => GoogLeNets.Define(x, count, auxiliary), height, width, channels, classes, seed);

    /// <summary>Inception v3 (Szegedy et al. 2015); 23,834,568 weights, 27,161,264 with the auxiliary classifier.</summary>
    /// <inheritdoc cref="GoogLeNet"/>
    public static OnnxNetwork InceptionV3(
        int height = 299,
        int width = 299,
        int channels = 3,
        int classes = 1000,
        bool auxiliary = true,
        int seed = 1
    ) =>
        ArchitectureRegistry.InceptionV3.Build(
            (x, count) => InceptionV3Network.Define(x, count, auxiliary),
            height,
            width,
            channels,
            classes,
            seed
        );

    /// <summary>
    /// AlexNet (Krizhevsky et al. 2012, in the one-column form of 2014 that torchvision has): five convolutions and three dense layers;
    /// 61,100,840 weights.
    /// </summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork AlexNet(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.AlexNet.Build(height, width, channels, classes, seed);

    /// <summary>VGG-11 (Simonyan and Zisserman 2014): eight 3x3 convolutions and three dense layers; 132,863,336 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork Vgg11(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.Vgg11.Build(height, width, channels, classes, seed);

    /// <summary>VGG-16 (Simonyan and Zisserman 2014): thirteen 3x3 convolutions and three dense layers; 138,357,544 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork Vgg16(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.Vgg16.Build(height, width, channels, classes, seed);

    /// <summary>VGG-19 (Simonyan and Zisserman 2014): sixteen 3x3 convolutions and three dense layers; 143,667,240 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork Vgg19(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.Vgg19.Build(height, width, channels, classes, seed);

    /// <summary>ResNet-18 (He et al. 2015); 11,689,512 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork ResNet18(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.ResNet18.Build(height, width, channels, classes, seed);

    /// <summary>ResNet-34 (He et al. 2015); 21,797,672 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork ResNet34(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.ResNet34.Build(height, width, channels, classes, seed);

    /// <summary>ResNet-50 (He et al. 2015), with the stride in the 3x3 convolutions; 25,557,032 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork ResNet50(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.ResNet50.Build(height, width, channels, classes, seed);

    /// <summary>ResNet-101 (He et al. 2015); 44,549,160 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork ResNet101(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.ResNet101.Build(height, width, channels, classes, seed);

    /// <summary>ResNet-152 (He et al. 2015); 60,192,808 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork ResNet152(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.ResNet152.Build(height, width, channels, classes, seed);

    /// <summary>DenseNet-121 (Huang et al. 2016): each layer sees the maps of all before it in its block; 7,978,856 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork DenseNet121(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.DenseNet121.Build(height, width, channels, classes, seed);

    /// <summary>DenseNet-BC of 100 layers and growth 12 for small images (Huang et al. 2016); 769,162 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork CifarDenseNet(int height = 32, int width = 32, int channels = 3, int classes = 10, int seed = 1) =>
        ArchitectureRegistry.CifarDenseNet.Build(height, width, channels, classes, seed);

    /// <summary>
    /// Xception (Chollet 2016): separable convolutions with skip connections; 22,855,952 weights, 22,910,480 with the statistics of batch
    /// normalisation.
    /// </summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork Xception(int height = 299, int width = 299, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.Xception.Build(height, width, channels, classes, seed);

    /// <summary>MobileNetV2 (Sandler et al. 2018): inverted residuals; 3,504,872 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork MobileNetV2(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.MobileNetV2.Build(height, width, channels, classes, seed);

    /// <summary>VGG-13 (Simonyan and Zisserman 2014); 133,047,848 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork Vgg13(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.Vgg13.Build(height, width, channels, classes, seed);

    /// <summary>VGG-11 with batch normalisation; 132,868,840 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork Vgg11Bn(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.Vgg11Bn.Build(height, width, channels, classes, seed);

    /// <summary>VGG-13 with batch normalisation; 133,053,736 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork Vgg13Bn(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.Vgg13Bn.Build(height, width, channels, classes, seed);

    /// <summary>VGG-16 with batch normalisation; 138,365,992 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork Vgg16Bn(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.Vgg16Bn.Build(height, width, channels, classes, seed);

    /// <summary>VGG-19 with batch normalisation; 143,678,248 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork Vgg19Bn(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.Vgg19Bn.Build(height, width, channels, classes, seed);

    /// <summary>MobileNetV3 small (Howard et al. 2019); 2,542,856 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork MobileNetV3Small(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.MobileNetV3Small.Build(height, width, channels, classes, seed);

    /// <summary>MobileNetV3 large (Howard et al. 2019); 5,483,032 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork MobileNetV3Large(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.MobileNetV3Large.Build(height, width, channels, classes, seed);

    /// <summary>EfficientNet-B0 (Tan and Le 2019); 5,288,548 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork EfficientNetB0(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.EfficientNetB0.Build(height, width, channels, classes, seed);

    /// <summary>EfficientNet-B1 (Tan and Le 2019); 7,794,184 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork EfficientNetB1(int height = 240, int width = 240, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.EfficientNetB1.Build(height, width, channels, classes, seed);

    /// <summary>EfficientNet-B2 (Tan and Le 2019); 9,109,994 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork EfficientNetB2(int height = 288, int width = 288, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.EfficientNetB2.Build(height, width, channels, classes, seed);

    /// <summary>EfficientNet-B3 (Tan and Le 2019); 12,233,232 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork EfficientNetB3(int height = 300, int width = 300, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.EfficientNetB3.Build(height, width, channels, classes, seed);

    /// <summary>RegNetX of 400 million multiply-adds (Radosavovic et al. 2020); 5,495,976 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork RegNetX400MF(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.RegNetX400MF.Build(height, width, channels, classes, seed);

    /// <summary>RegNetX of 800 million multiply-adds; 7,259,656 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork RegNetX800MF(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.RegNetX800MF.Build(height, width, channels, classes, seed);

    /// <summary>RegNetX of 1.6 billion multiply-adds; 9,190,136 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork RegNetX1600MF(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.RegNetX1600MF.Build(height, width, channels, classes, seed);

    /// <summary>RegNetY, with gates for channels, of 400 million multiply-adds; 4,344,144 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork RegNetY400MF(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.RegNetY400MF.Build(height, width, channels, classes, seed);

    /// <summary>RegNetY of 800 million multiply-adds; 6,432,512 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork RegNetY800MF(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.RegNetY800MF.Build(height, width, channels, classes, seed);

    /// <summary>RegNetY of 1.6 billion multiply-adds; 11,202,430 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork RegNetY1600MF(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.RegNetY1600MF.Build(height, width, channels, classes, seed);

    /// <summary>ConvNeXt tiny (Liu et al. 2022); 28,589,128 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork ConvNeXtTiny(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.ConvNeXtTiny.Build(height, width, channels, classes, seed);

    /// <summary>ConvNeXt small (Liu et al. 2022); 50,223,688 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork ConvNeXtSmall(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.ConvNeXtSmall.Build(height, width, channels, classes, seed);

    /// <summary>ConvNeXt base (Liu et al. 2022); 88,591,464 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork ConvNeXtBase(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.ConvNeXtBase.Build(height, width, channels, classes, seed);

    /// <summary>SqueezeNet 1.0 (Iandola et al. 2016); 1,248,424 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork SqueezeNet10(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.SqueezeNet10.Build(height, width, channels, classes, seed);

    /// <summary>SqueezeNet 1.1 (Iandola et al. 2016): as accurate as 1.0 with 2.4 times fewer operations; 1,235,496 weights.</summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork SqueezeNet11(int height = 224, int width = 224, int channels = 3, int classes = 1000, int seed = 1) =>
        ArchitectureRegistry.SqueezeNet11.Build(height, width, channels, classes, seed);

    /// <summary>
    /// A highway network (Srivastava et al. 2015): ten layers of 50 units on the pixels, eight of them with gates; 80,560 weights on
    /// 28x28x1.
    /// </summary>
    /// <inheritdoc cref="FourConv"/>
    public static OnnxNetwork Highway(int height = 28, int width = 28, int channels = 1, int classes = 10, int seed = 1) =>
        ArchitectureRegistry.Highway.Build(height, width, channels, classes, seed);
}
