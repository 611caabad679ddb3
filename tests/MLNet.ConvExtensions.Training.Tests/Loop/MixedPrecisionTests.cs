using MLNet.ConvExtensions.Training.Loop;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>Mixed precision is for GPUs; what it does is the same on a CPU, where bfloat16 is computed in.</summary>
public sealed class MixedPrecisionTests
{
    [Fact]
    public void Convolutions_and_products_compute_in_16_bits_and_their_gradients_are_near()
    {
        using DisposeScope scope = NewDisposeScope();
        OnnxNetwork graph = NetworkBuilder
            .Image(8, 8, 3, seed: 4)
            .Conv(8, 3)
            .Relu()
            .BatchNorm()
            .Conv(4, 3)
            .Relu()
            .Flatten()
            .Dense(5)
            .Build();
        using var wide = new TrainableNetwork(graph);
        using var narrow = new TrainableNetwork(graph) { Narrow = ScalarType.BFloat16 };
        Tensor input = rand([4, 3, 8, 8], generator: new Generator(3)),
            expected = wide.Forward(input, training: true)[0],
            actual = narrow.Forward(input, training: true)[0];
        expected.square().mean().backward();
        actual.square().mean().backward();

        Assert.Equal(ScalarType.Float32, actual.dtype);
        float difference = (expected - actual).abs().max().item<float>(),
            size = expected.abs().max().item<float>();
        Assert.InRange(difference, 1e-6f * size, 0.05f * size);
        for (int i = 0; i < wide.Weights.Count; i++)
        {
            Tensor right = wide.Weights[i].Tensor.grad!,
                near = narrow.Weights[i].Tensor.grad!;
            Assert.Equal(ScalarType.Float32, near.dtype);
            Assert.True((right - near).norm().item<float>() <= (0.05f * right.norm().item<float>()) + 1e-4f, wide.Weights[i].ToString());
        }
    }

    [Fact]
    public void An_overflow_leaves_the_step_out_and_halves_the_factor()
    {
        using DisposeScope scope = NewDisposeScope();
        var scale = new LossScale();
        var weight = new Parameter(ones(3));
        weight.grad = tensor(new[] { 65536f, 131072, -65536 });
        Assert.True(scale.Unscale([weight]));
        Assert.Equal([1f, 2, -1], weight.grad!.data<float>().ToArray());

        weight.grad = tensor(new[] { 1f, float.PositiveInfinity, 1 });
        Assert.False(scale.Unscale([weight]));
        Assert.Equal(32768, scale.Factor);
        weight.grad = tensor(new[] { 1f, float.NaN, 1 });
        Assert.False(scale.Unscale([weight]));
        Assert.Equal(16384, scale.Factor);
        for (int i = 0; i < 2000; i++)
        {
            weight.grad = ones(3);
            Assert.True(scale.Unscale([weight]));
        }

        Assert.Equal(32768, scale.Factor);
    }

    [Fact]
    public void On_a_CPU_it_is_refused()
    {
        Assert.Contains(
            "MixedPrecision is True; allowed: false without a GpuDeviceId",
            Assert.Throws<ArgumentException>(new ConvNetOptions { MixedPrecision = true }.Validate).Message
        );
    }
}
