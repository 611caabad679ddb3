using MLNet.ConvExtensions.Training.Native;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Native;

public sealed class ConvolutionCheckTests
{
    [Fact]
    public void Sums_of_ones_are_right_after_the_library_was_opened()
    {
        TorchLibrary.Open();

        Assert.True(ConvolutionCheck.IsRight(channels: 23));
    }

    /// <summary>
    /// Channels that don't fill oneDNN's blocks, and some that do, against double precision, which oneDNN doesn't compute.
    /// </summary>
    [Theory]
    [InlineData(2, 3, 3, 1, 1)]
    [InlineData(3, 16, 3, 1, 1)]
    [InlineData(3, 64, 7, 2, 1)]
    [InlineData(1, 20, 5, 1, 1)]
    [InlineData(4, 4, 3, 1, 1)]
    [InlineData(8, 8, 3, 1, 1)]
    [InlineData(16, 2, 3, 1, 1)]
    [InlineData(24, 40, 5, 1, 1)]
    [InlineData(24, 48, 1, 2, 1)]
    [InlineData(48, 48, 7, 2, 1)]
    [InlineData(64, 96, 3, 2, 1)]
    [InlineData(20, 20, 3, 1, 20)]
    [InlineData(20, 40, 3, 2, 20)]
    [InlineData(24, 36, 3, 1, 4)]
    public void Outputs_and_gradients_are_those_of_double_precision(int from, int to, int kernel, int stride, int groups)
    {
        AssertSame(
            [4, from, 14, 14],
            [to, from / groups, kernel, kernel],
            to,
            (x, w, b) => nn.functional.conv2d(x, w, b, strides: [stride, stride], padding: [kernel / 2, kernel / 2], groups: groups)
        );
    }

    [Theory]
    [InlineData(2, 3, 3, 1)]
    [InlineData(24, 40, 5, 1)]
    [InlineData(32, 48, 3, 1)]
    [InlineData(20, 20, 3, 20)]
    [InlineData(24, 36, 3, 4)]
    public void Outputs_and_gradients_of_transposed_ones_are_those_of_double_precision(int from, int to, int kernel, int groups)
    {
        AssertSame(
            [4, from, 9, 9],
            [from, to / groups, kernel, kernel],
            to,
            (x, w, b) => nn.functional.conv_transpose2d(x, w, b, strides: [2, 2], padding: [1, 1], groups: groups)
        );
    }

    [Fact]
    public void Outputs_and_gradients_over_one_and_three_axes_are_those_of_double_precision()
    {
        AssertSame([4, 5, 30], [7, 5, 3], 7, (x, w, b) => nn.functional.conv1d(x, w, b, padding: 1));
        AssertSame([2, 6, 5, 6, 7], [4, 3, 3, 3, 3], 4, (x, w, b) => nn.functional.conv3d(x, w, b, padding: [1, 1, 1], groups: 2));
    }

    private static void AssertSame(long[] input, long[] weights, int outputs, Func<Tensor, Tensor, Tensor, Tensor> convolve)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)(input[1] + weights[0]));
        Tensor x = randn(input, generator: generator),
            w = randn(weights, generator: generator),
            b = randn(outputs, generator: generator);

        Tensor[] single = Compute(x, w, b, ScalarType.Float32, convolve),
            twice = Compute(x, w, b, ScalarType.Float64, convolve);

        for (int i = 0; i < single.Length; i++)
            Assert.InRange(((single[i].to(ScalarType.Float64) - twice[i]).abs().max() / twice[i].abs().max()).item<double>(), 0, 1e-5);
    }

    private static Tensor[] Compute(
        Tensor input,
        Tensor weights,
        Tensor bias,
        ScalarType type,
        Func<Tensor, Tensor, Tensor, Tensor> convolve
    )
    {
        Tensor x = Leaf(input),
            w = Leaf(weights),
            b = Leaf(bias);
        LeaveRubbish();
        Tensor y = convolve(x, w, b);
        LeaveRubbish();
        (y * y).sum().backward();
        return [y.detach(), x.grad!, w.grad!, b.grad!];

        Tensor Leaf(Tensor values) => values.to(type).detach().requires_grad_(true);
    }

    /// <summary>Memory that isn't set to zero shows what reads it.</summary>
    private static void LeaveRubbish()
    {
        Tensor[] rubbish = [.. Enumerable.Range(1, 60).Select(i => full([i * 1999], 3e3f))];
        foreach (Tensor tensor in rubbish)
            tensor.Dispose();
    }
}
