using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using static MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning.FineTuneData;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Losses;

/// <summary>Classes that have an order.</summary>
public sealed class EarthMoverLossTests : IDisposable
{
    private static readonly EarthMoverLoss Loss = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    /// <remarks>
    /// In PyTorch: <c>c = softmax(x, 1).cumsum(1); w = (arange(4) &gt;= t[:, None]).float(); l = ((c - w) ** 2)[:, :3].mean(1);
    /// l.mean().backward()</c>.
    /// </remarks>
    [Fact]
    public void Losses_and_gradients_are_those_of_PyTorch()
    {
        Tensor outputs = tensor(
            new[,]
            {
                { 1, -0.5f, 0.25f, 2 },
                { 0, 2, -1, 0.5f },
                { 0.5f, 3, 0.1f, -0.2f },
            },
            requires_grad: true
        );
        Tensor losses = Loss.Compute(outputs, tensor(new long[] { 3, 0, 1 }));
        losses.mean().backward();

        Close([0.09189526f, 0.29323164f, 0.00422243f], losses);
        Close(
            [
                .. (float[])[0.0308192f, 0.0043315f, 0.0025792f, -0.0377299f],
                .. (float[])[-0.0187867f, 0.0038193f, 0.0017127f, 0.0132547f],
                .. (float[])[0.0008831f, -0.0023899f, 0.0007127f, 0.0007941f],
            ],
            outputs.grad!
        );
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1 / 3.0)]
    [InlineData(2, 2 / 3.0)]
    [InlineData(3, 1)]
    public void A_certain_prediction_costs_the_steps_to_the_right_class(long right, double expected)
    {
        Tensor certain = tensor(
            new[,]
            {
                { 200f, 0, 0, 0 },
            }
        );
        Assert.Equal(expected, Loss.Compute(certain, tensor([right])).item<float>(), 1e-6);
    }

    [Fact]
    public void A_network_learns_with_it_and_its_distance_is_that_of_the_predictions()
    {
        ConvNetOptions options = new()
        {
            Epochs = 6,
            NumberOfThreads = 1,
            Loss = Loss,
            Metrics = [new ClassDistance()],
            ValidationSet = Stripes(30, 5),
        };
        OnnxNetwork network = NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(4, 3).Relu().Flatten().Dense(3).Build();
        var ml = new MLContext(1);
        using ConvNetTransformer model = ml.MulticlassClassification.Trainers.ConvNet(network, options).Fit(Stripes(60, 1));
        IDataView scored = model.Transform(Stripes(30, 5));

        Assert.True(model.History["loss"][^1] < model.History["loss"][0]);
        OrdinalMetrics metrics = ml.MulticlassClassification.Evaluate(scored).Ordinal();
        Assert.Equal(metrics.MeanAbsoluteError, model.History["val_class_distance"][^1], 1e-6);
        Assert.All(scored.GetColumn<float[]>("Score"), s => Assert.Equal(1, s.Sum(), 1e-5));
    }

    [Fact]
    public void Two_classes_have_no_order()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Loss.Compute(zeros(5), zeros(5)));
        Assert.Contains("three classes or more; the network's outputs are [5]", e.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Loss.Compute(zeros(5, 2), zeros(5, ScalarType.Int64)));
    }

    [Fact]
    public void A_prediction_that_is_no_number_has_no_distance()
    {
        var sums = new double[2];
        var metric = new ClassDistance();
        metric.Add([0, 3, 1], 2, 0.5f, sums);
        Assert.Equal(1, metric.Result(sums));
        metric.Add([0, float.NaN, 1], 2, 1, sums);
        Assert.Equal(double.NaN, metric.Result(sums));
        Assert.Contains("this one has 1 output", Assert.Throws<ArgumentException>(() => metric.SumCount(1)).Message);
    }

    private static void Close(float[] expected, Tensor actual)
    {
        float[] values = actual.detach().data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        Assert.All(expected.Zip(values), p => Assert.Equal(p.First, p.Second, 1e-6));
    }
}
