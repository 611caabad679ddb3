using MLNet.ConvExtensions.Tests.Networks;

namespace MLNet.ConvExtensions.Tests.Layers;

public sealed class ConvolutionTests
{
    [Fact]
    public void Full_convolution_of_a_signal_is_cross_correlation_with_the_flipped_kernel()
    {
        OnnxNetwork network = NetworkBuilder
            .Signal(3, 1)
            .Conv(1, 3, padding: Padding.Full, bias: false, initializer: Initializer.Values(2, 1, 1))
            .Build();
        Assert.Equal([2, 1, 4, -1, 2], Ort.Run(network, [2, -1, 1], 1, 1, 3).Values);
    }

    [Fact]
    public void Full_convolution_of_an_image_is_cross_correlation_with_the_flipped_kernel()
    {
        OnnxNetwork network = NetworkBuilder
            .Image(3, 3, 1)
            .Conv(1, 2, padding: Padding.Full, bias: false, initializer: Initializer.Values(-1, 0, 2, 1))
            .Build();
        Ort.Result result = Ort.Run(network, [1, 3, 1, 0, -1, 1, 2, 2, -1], 1, 1, 3, 3);
        Assert.Equal([1, 1, 4, 4], result.Shape);
        Assert.Equal([1, 5, 7, 2, 0, -2, -4, 1, 2, 6, 4, -3, 0, -2, -2, 1], result.Values);
    }

    [Fact]
    public void Six_kernels_of_5x5_make_28x28x6_of_32x32x3() =>
        Assert.Equal("(None, 6, 28, 28)", NetworkBuilder.Image(32, 32, 3).Conv(6, 5).Shape.ToString());

    [Fact]
    public void Two_filters_on_three_maps_have_152_weights() =>
        Assert.Equal(152, NetworkBuilder.Image(9, 9, 3).Conv(2, 5).Build().ParameterCount);

    [Fact]
    public void A_convolution_and_a_dense_layer_have_433290_weights()
    {
        OnnxNetwork network = NetworkBuilder.Image(28, 28, 1).Conv(64, 3).Relu().Flatten().Dense(10).Build();
        Assert.Equal([640, 432_650], network.Layers.Select(l => l.ParameterCount).Where(count => count > 0));
        Assert.Equal(433_290, network.ParameterCount);
    }
}
