using MLNet.ConvExtensions.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

public sealed class ChannelsLastTests
{
    [Fact]
    public void It_is_for_networks_of_wide_convolutions()
    {
        Assert.True(ChannelsLast.Suits(Architectures.CifarResNet20()));
        Assert.True(ChannelsLast.Suits(Architectures.FourConv()));
        Assert.False(ChannelsLast.Suits(Architectures.LeNet5()));
        Assert.False(ChannelsLast.Suits(Architectures.Mlp()));
        Assert.False(ChannelsLast.Suits(NetworkBuilder.Signal(40, 20).Conv(32, 3).Conv(32, 3).Flatten().Dense(2).Build()));
    }

    [Fact]
    public void The_network_gives_the_same_and_learns_the_same()
    {
        using DisposeScope scope = NewDisposeScope();
        OnnxNetwork graph = Architectures.CifarResNet20(classes: 4, projection: true);
        using var planes = new TrainableNetwork(graph);
        using var pixels = new TrainableNetwork(graph);
        Tensor images = rand([4, 3, 32, 32], generator: new Generator(3));
        Tensor expected = planes.Forward(images, training: true)[0],
            actual = pixels.Forward(ChannelsLast.Of(images), training: true)[0];
        expected.square().mean().backward();
        actual.square().mean().backward();

        Assert.True((expected - actual).abs().max().item<float>() < 1e-4);
        Assert.All(
            planes.Weights.Zip(pixels.Weights),
            pair =>
                Assert.True(
                    (pair.First.Tensor.grad! - pair.Second.Tensor.grad!).norm().item<float>()
                        <= (1e-3f * pair.First.Tensor.grad!.norm().item<float>()) + 1e-6f,
                    pair.First.ToString()
                )
        );
        Assert.All(planes.Snapshot(), s => Assert.Equal(s.Value.Length, pixels.Snapshot()[s.Key].Length));
    }
}
