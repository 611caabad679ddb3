using MLNet.ConvExtensions.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>
/// Losses of three samples against PyTorch's:
/// <code>
/// import torch; F = torch.nn.functional
/// x = torch.tensor([[1., -0.5, 0.25], [0., 2., -1.], [0.5, 0.5, 3.]]); y = torch.tensor([0, 1, 1]); p = torch.tensor([2, 1, 0])
/// w = torch.tensor([1., 2., .5]); s = torch.tensor([.7, .6, .9]); e = torch.tensor([1., 3., .5])
/// </code>
/// and the expression that stands beside each.
/// </summary>
public sealed class LossTests : IDisposable
{
    private static readonly float[] Outputs = [1, -0.5f, 0.25f, 0, 2, -1, 0.5f, 0.5f, 3];

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(0.0, false, false, false, 1.1166101)] // F.cross_entropy(x, y)
    [InlineData(0.1, false, false, false, 1.1693879)] // F.cross_entropy(x, y, label_smoothing=.1)
    [InlineData(0.1, true, false, false, 1.2265660)] // F.cross_entropy(x, y, w, label_smoothing=.1)
    [InlineData(0.0, true, true, false, 1.2504815)] // l = lambda t: F.cross_entropy(x, t, w, reduction='none'); (s*l(y) + (1-s)*l(p)).sum() / (s*w[y] + (1-s)*w[p]).sum()
    [InlineData(0.0, true, false, true, 0.5248825)] // (e*l(y)).sum() / (e*w[y]).sum()
    public void Classes_cost_what_they_cost_in_PyTorch(double smoothing, bool weighted, bool mixed, bool examples, double expected)
    {
        using var loss = new CrossEntropyLoss(smoothing, weighted ? [1, 2, 0.5f] : null, CPU);
        var targets = new TargetTensors(
            tensor(new long[] { 0, 1, 1 }),
            mixed ? tensor(new long[] { 2, 1, 0 }) : null,
            mixed ? tensor(new[] { 0.7f, 0.6f, 0.9f }) : null,
            examples ? tensor(new[] { 1, 3, 0.5f }) : null
        );

        Assert.Equal(expected, loss.Of(tensor(Outputs).reshape(3, 3), targets).item<float>(), tolerance: 1e-6);
        Assert.Equal(2, loss.MetricOf(Outputs, [0, 1, 1]));
    }

    [Theory]
    [InlineData(0.0, false, 0.4934953)] // z = x[:, 0]; t = torch.tensor([1., 0., 1.]); F.binary_cross_entropy_with_logits(z, t)
    [InlineData(0.2, true, 0.5007375)] // b = F.binary_cross_entropy_with_logits(z, t*.8+.1, reduction='none'); v = torch.tensor([3., 1., 3.])[[0,1,2]]; (b*v).sum()/v.sum()
    public void Yes_or_no_costs_what_it_costs_in_PyTorch(double smoothing, bool weighted, double expected)
    {
        using var loss = new BinaryCrossEntropyLoss(smoothing, weighted ? [1, 3] : null);
        var targets = new TargetTensors(tensor(new[] { 1f, 0, 1 }), null, null, null);
        Tensor output = tensor(new[] { 1f, 0, 0.5f }).reshape(3, 1);

        Assert.Equal(expected, loss.Of(output, targets).item<float>(), tolerance: 1e-6);
        Assert.Equal(3, loss.MetricOf([1, 0, 0.5f], [1, 0, 1]));
    }

    [Fact]
    public void A_number_costs_its_squared_error_by_weight()
    {
        using var loss = new SquaredErrorLoss();
        var targets = new TargetTensors(tensor(new[] { 1f, 2, 3 }), null, null, tensor(new[] { 1f, 1, 2 }));
        Tensor output = tensor(new[] { 2f, 2, 5 }).reshape(3, 1);

        Assert.Equal((1.0 + 0 + (2 * 4)) / 4, loss.Of(output, targets).item<float>(), tolerance: 1e-6);
        Assert.Equal(3, loss.MetricOf([2, 2, 5], [1, 2, 3]));
    }
}
