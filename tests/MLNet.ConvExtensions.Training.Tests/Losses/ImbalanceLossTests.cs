using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Losses;

/// <summary>The focal and the logit-adjusted loss against PyTorch's and torchvision's.</summary>
public sealed class ImbalanceLossTests : IDisposable
{
    private static readonly float[] Logits = [1, -0.5f, 0.25f, 0, 2, -1, 0.5f, 3, 0.1f];
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    /// <remarks>
    /// <c>p = softmax(x, 1).gather(1, t[:, None])[:, 0]; l = -(1 - p) ** 1.5 * p.log(); l.mean().backward()</c>, and
    /// <c>torchvision.ops.sigmoid_focal_loss(x[0], tensor([1, 0, 1.]), alpha=-1, gamma=1.5)</c>.
    /// </remarks>
    [Fact]
    public void The_focal_loss_is_the_papers()
    {
        var loss = new FocalLoss { Gamma = 1.5 };
        Tensor outputs = tensor(Logits).reshape(3, 3).requires_grad_(true),
            losses = loss.Compute(outputs, tensor(new long[] { 2, 0, 1 }));
        losses.mean().backward();

        Close([0.7830441f, 1.8089893f, 0.0053797f], losses);
        Close(
            [0.2096403f, 0.0467771f, -0.2564174f, -0.3494526f, 0.3328795f, 0.0165731f, 0.0024237f, -0.0040483f, 0.0016246f],
            outputs.grad!
        );
        Tensor answers = tensor(new float[] { 1, 0, 1 });
        Close([0.0436912f, 0.1099752f, 0.1668497f], loss.Compute(tensor(Logits[..3]), answers));
        Close([(0.0436912f + 0.1099752f + 0.1668497f) / 3], loss.Compute(tensor(Logits[..3]).reshape(1, 3), answers.reshape(1, 3)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(2)]
    public void A_sample_that_is_certain_has_a_gradient_that_is_a_number(double gamma)
    {
        Tensor outputs = tensor(new float[] { 200, -200 }).reshape(1, 2).requires_grad_(true);
        Tensor losses = new FocalLoss { Gamma = gamma }.Compute(outputs, tensor(new long[] { 0 }));
        losses.sum().backward();

        Close([0], losses);
        Close([0, 0], outputs.grad!);
    }

    /// <remarks>
    /// <c>cross_entropy(x + log(tensor([70, 25, 5.]) / 100), t, reduction='none')</c>, and
    /// <c>binary_cross_entropy_with_logits(x[0] + log(tensor(5 / 95.)), tensor([1, 0, 1.]), reduction='none')</c>.
    /// </remarks>
    [Fact]
    public void The_logit_adjusted_loss_is_the_papers()
    {
        Tensor outputs = tensor(Logits).reshape(3, 3).requires_grad_(true),
            losses = new LogitAdjustedLoss { ClassCounts = [70, 25, 5] }.Compute(outputs, tensor(new long[] { 2, 0, 1 }));
        losses.mean().backward();

        Close([3.4965026f, 1.298890f, 0.2157907f], losses);
        Close(
            [0.2993753f, 0.0238570f, -0.3232323f, -0.2423885f, 0.2399987f, 0.0023898f, 0.0617425f, -0.0646987f, 0.0029562f],
            outputs.grad!
        );
        Close(
            [2.0781543f, 0.0314238f, 2.7598336f],
            new LogitAdjustedLoss { ClassCounts = [0.95, 0.05] }.Compute(tensor(Logits[..3]), tensor(new float[] { 1, 0, 1 }))
        );
    }

    [Fact]
    public void What_is_out_of_range_is_refused_by_name()
    {
        Tensor outputs = tensor(Logits).reshape(3, 3),
            classes = tensor(new long[] { 2, 0, 1 });

        Refused("FocalLoss.Gamma is -1; allowed: 0 or more", new FocalLoss { Gamma = -1 });
        Refused("LogitAdjustedLoss.Tau is -1; allowed: 0 or more", new LogitAdjustedLoss { ClassCounts = [1, 1, 1], Tau = -1 });
        Refused("ClassCounts is 5, 3; allowed: 3 numbers above 0, one for each class", new LogitAdjustedLoss { ClassCounts = [5, 3] });
        Refused("ClassCounts is 5, 3, 0; allowed: 3 numbers above 0", new LogitAdjustedLoss { ClassCounts = [5, 3, 0] });

        void Refused(string expected, Loss loss) =>
            Assert.Contains(
                expected,
                Assert.Throws<ArgumentException>(() => loss.Compute(outputs, classes)).Message,
                StringComparison.Ordinal
            );
    }

    private static void Close(float[] expected, Tensor actual)
    {
        float[] values = actual.detach().data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        Assert.All(expected.Zip(values), p => Assert.Equal(p.First, p.Second, 2e-6));
    }
}
