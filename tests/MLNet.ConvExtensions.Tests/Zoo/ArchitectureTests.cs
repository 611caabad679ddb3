using MLNet.ConvExtensions.Tests.Networks;

namespace MLNet.ConvExtensions.Tests.Zoo;

public sealed class ArchitectureTests
{
    /// <summary>
    /// Published numbers of weights: torchvision's, Keras's or the papers' (statistics of batch normalisation not counted).
    /// </summary>
    public static TheoryData<string, long> PublishedCounts =>
        new()
        {
            { "LeNet5", 61_706 },
            { "FourConv", 1_250_858 },
            { "MLP", 86_950 },
            { "Highway", 39_250 + (8 * 5_100) + 510 },
            { "CifarResNet20", 269_722 },
            { "CifarResNet32", 464_154 },
            { "CifarResNet56", 853_018 },
            { "CifarDenseNet", 769_162 },
            { "AlexNet", 61_100_840 },
            { "VGG11", 132_863_336 },
            { "VGG13", 133_047_848 },
            { "VGG16", 138_357_544 },
            { "VGG19", 143_667_240 },
            { "VGG11BN", 132_868_840 },
            { "VGG13BN", 133_053_736 },
            { "VGG16BN", 138_365_992 },
            { "VGG19BN", 143_678_248 },
            { "GoogLeNet", 13_004_888 },
            { "InceptionV3", 27_161_264 },
            { "ResNet18", 11_689_512 },
            { "ResNet34", 21_797_672 },
            { "ResNet50", 25_557_032 },
            { "ResNet101", 44_549_160 },
            { "ResNet152", 60_192_808 },
            { "DenseNet121", 7_978_856 },
            { "Xception", 22_855_952 },
            { "MobileNetV2", 3_504_872 },
            { "MobileNetV3Small", 2_542_856 },
            { "MobileNetV3Large", 5_483_032 },
            { "EfficientNetB0", 5_288_548 },
            { "EfficientNetB1", 7_794_184 },
            { "EfficientNetB2", 9_109_994 },
            { "EfficientNetB3", 12_233_232 },
            { "RegNetX400MF", 5_495_976 },
            { "RegNetX800MF", 7_259_656 },
            { "RegNetX1600MF", 9_190_136 },
            { "RegNetY400MF", 4_344_144 },
            { "RegNetY800MF", 6_432_512 },
            { "RegNetY1600MF", 11_202_430 },
            { "ConvNeXtTiny", 28_589_128 },
            { "ConvNeXtSmall", 50_223_688 },
            { "ConvNeXtBase", 88_591_464 },
            { "SqueezeNet1.0", 1_248_424 },
            { "SqueezeNet1.1", 1_235_496 },
        };

    // Of a kind that differs in the number and width of layers alone, with hundreds of megabytes of weights.
    private static readonly string[] Large =
    [
        "VGG11",
        "VGG13",
        "VGG16",
        "VGG19",
        "VGG11BN",
        "VGG13BN",
        "VGG16BN",
        "VGG19BN",
        "ConvNeXtSmall",
        "ConvNeXtBase",
    ];

    [Fact]
    public void Every_architecture_has_a_published_count() =>
        Assert.Equal(Architectures.All.Select(a => a.Name), PublishedCounts.Select(row => (string)row[0]));

    [Fact]
    public void LeNet_has_the_weights_of_1998_layer_by_layer()
    {
        OnnxNetwork network = Architectures.LeNet5();
        Assert.Equal([156, 2416, 48120, 10164, 850], network.Layers.Select(l => l.ParameterCount).Where(count => count > 0));
        Assert.Equal(
            [456L, 61_550],
            [Architectures.LeNet5(channels: 3).FindLayer("conv1").ParameterCount, Architectures.LeNet5(channels: 3).ParameterCount - 456]
        );
    }

    [Theory]
    [MemberData(nameof(PublishedCounts))]
    public void Networks_have_the_published_weights_and_run_with_scores_of_sane_scale(string name, long weights)
    {
        Architecture architecture = Architectures.Named(name);
        OnnxNetwork network = architecture.Build();
        Assert.Equal(weights, network.Summary().TrainableParameters);

        // Half a gigabyte of weights is run once, as VGG-16.
        if (Large.Contains(name) && name != "VGG16")
            return;
        AssertRuns(network, architecture.Channels, architecture.Size, architecture.Size, architecture.Classes);
    }

    [Fact]
    public void Networks_are_built_for_other_images_and_classes()
    {
        foreach (Architecture architecture in Architectures.All.Where(a => a.Name == "VGG11" || !Large.Contains(a.Name)))
        {
            int height = architecture.Size < 100 ? 40
                : architecture.Name == "InceptionV3" ? 107
                : 75,
                width = height + 9;
            AssertRuns(architecture.Build(height, width, channels: 2, classes: 7), 2, height, width, 7);
        }
    }

    [Fact]
    public void Auxiliary_classifiers_can_be_left_out()
    {
        Assert.Equal(6_624_904, Architectures.GoogLeNet(auxiliary: false).Summary().TrainableParameters);
        Assert.Equal(23_834_568, Architectures.InceptionV3(auxiliary: false).Summary().TrainableParameters);
        Assert.Equal(["fc", "aux1.fc2", "aux2.fc2"], Architectures.GoogLeNet(64, 64, 3, 10).Outputs.Select(o => o.Name));
    }

    [Fact]
    public void Images_that_are_too_small_are_refused_with_layer_and_smallest_size()
    {
        var exception = Assert.Throws<ArgumentException>(() => Architectures.AlexNet(32, 32));
        Assert.StartsWith(
            "AlexNet can't be built for images of 32x32x3. Layer 'maxpool3' (MaxPool) on (None, 256, 1, 1): a window of 3x3 doesn't fit "
                + "into 1x1",
            exception.Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith("The smallest images that AlexNet takes are 63x63.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_found_without_hyphens_and_case_and_the_nearest_are_told()
    {
        Assert.Equal("ResNet50", Architectures.Named("resnet-50").Name);
        Assert.Equal("SqueezeNet1.1", Architectures.Named("squeezenet11").Name);
        Assert.Contains(
            "'ResNet50'",
            Assert.Throws<ArgumentException>(() => Architectures.Named("resnt50")).Message,
            StringComparison.Ordinal
        );
    }

    // Names are compared without dots and underscores, and 16 GF is another network than 1.6 GF.
    [Theory]
    [InlineData("regnet_x_16gf")]
    [InlineData("RegNetY16GF")]
    public void A_larger_network_of_a_family_is_never_taken_for_a_smaller_one(string name)
    {
        Assert.Throws<ArgumentException>(() => Architectures.Named(name));
        Assert.Throws<ArgumentException>(() => NetworkRegistry.Named(name));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        Assert.Equal(Architectures.CifarResNet20(seed: 3).ToBytes(), Architectures.CifarResNet20(seed: 3).ToBytes());
        Assert.NotEqual(Architectures.CifarResNet20(seed: 3).ToBytes(), Architectures.CifarResNet20(seed: 4).ToBytes());
    }

    private static void AssertRuns(OnnxNetwork network, int channels, int height, int width, int classes)
    {
        float[] images = Ort.Noise(1, 2, channels, height, width);
        IReadOnlyList<Ort.Result> outputs = Ort.RunAll(network.ToBytes(), images, 2, channels, height, width);
        Assert.Equal("input", network.Inputs[0].Name);
        Assert.All(outputs, output => Assert.Equal([2, classes], output.Shape));
        // Gates let half of the signal through until batch normalisation has seen images.
        double least = network.Layers.Any(l => l.Name.EndsWith("scale_activation", StringComparison.Ordinal)) ? 1e-6 : 1e-3;
        Assert.All(outputs, output => Assert.InRange(output.Values.Max(Math.Abs), least, 1e2));
    }
}
