using MLNet.ConvExtensions.Training.Native;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Native;

public sealed class ConvolutionCheckTests
{
    [Fact]
    public void Convolutions_are_right_after_the_library_was_opened()
    {
        TorchLibrary.Open();

        Assert.True(ConvolutionCheck.IsRight());
    }

    /// <summary>Channels that don't fill oneDNN's blocks, against the same in double precision, which oneDNN doesn't compute.</summary>
    [Theory]
    [InlineData(2, 3, 3)]
    [InlineData(4, 4, 3)]
    [InlineData(8, 8, 3)]
    [InlineData(16, 2, 3)]
    [InlineData(24, 40, 5)]
    [InlineData(6, 16, 5)]
    public void Every_number_of_channels_gives_outputs_and_gradients_of_double_precision(int from, int to, int kernel)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        Tensor input = randn([4, from, 14, 14], generator: generator), weights = randn([to, from, kernel, kernel], generator: generator);

        Tensor[] single = Compute(input, weights, ScalarType.Float32), twice = Compute(input, weights, ScalarType.Float64);

        for (int i = 0; i < single.Length; i++)
            Assert.InRange(((single[i].to(ScalarType.Float64) - twice[i]).abs().max() / twice[i].abs().max()).item<double>(), 0, 1e-5);
    }

    private static Tensor[] Compute(Tensor input, Tensor weights, ScalarType type)
    {
        Tensor x = input.to(type).detach().requires_grad_(true), w = weights.to(type).detach().requires_grad_(true);
        Tensor y = nn.functional.conv2d(x, w, padding: [1, 1]);
        (y * y).sum().backward();
        return [y.detach(), x.grad!, w.grad!];
    }
}
