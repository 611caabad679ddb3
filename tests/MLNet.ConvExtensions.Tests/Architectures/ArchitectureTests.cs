using MLNet.ConvExtensions.Tests.Networks;

namespace MLNet.ConvExtensions.Tests;

public sealed class ArchitectureTests
{
    /// <summary>Published numbers of weights: torchvision's, Keras's or the papers' (statistics of batch normalisation not counted).</summary>
    public static TheoryData<string, long> PublishedCounts => new()
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
        { "VGG16", 138_357_544 },
        { "VGG19", 143_667_240 },
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
        { "SqueezeNet1.0", 1_248_424 },
        { "SqueezeNet1.1", 1_235_496 },
    };

    public static TheoryData<string> Names => [.. Architectures.All.Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(PublishedCounts))]
    public void Weights_are_as_many_as_published(string name, long weights) =>
        Assert.Equal(weights, Architectures.Named(name).Build().Summary().TrainableParameters);

    [Fact]
    public void Every_architecture_has_a_published_count() =>
        Assert.Equal(Architectures.All.Select(a => a.Name), PublishedCounts.Select(row => (string)row[0]));

    [Fact]
    public void LeNet_has_the_weights_of_1998_layer_by_layer()
    {
        OnnxNetwork network = Architectures.LeNet5();
        Assert.Equal([156, 2416, 48120, 10164, 850], network.Layers.Select(l => l.ParameterCount).Where(count => count > 0));
        Assert.Equal([456L, 61_550], [Architectures.LeNet5(channels: 3).FindLayer("conv1").ParameterCount, Architectures.LeNet5(channels: 3).ParameterCount - 456]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Networks_run_with_scores_of_sane_scale(string name)
    {
        Architecture architecture = Architectures.Named(name);
        OnnxNetwork network = architecture.Build();
        float[] images = Ort.Noise(1, 2, architecture.Channels, architecture.Size, architecture.Size);
        IReadOnlyList<Ort.Result> outputs = Ort.RunAll(network.ToBytes(), images, 2, architecture.Channels, architecture.Size, architecture.Size);
        Assert.Equal("input", network.Inputs[0].Name);
        Assert.Equal([2, architecture.Classes], outputs[0].Shape);
        Assert.All(outputs, output => Assert.InRange(output.Values.Max(Math.Abs), 1e-3, 1e2));
    }
}
