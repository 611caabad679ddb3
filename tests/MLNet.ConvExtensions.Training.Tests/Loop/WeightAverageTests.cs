using System.Runtime.InteropServices;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Loop;
using TorchSharp;
using static MLNet.ConvExtensions.Training.Tests.Loop.StripesTraining;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>The moving average of the weights.</summary>
public sealed class WeightAverageTests
{
    private static readonly ConvNetOptions Options = new()
    {
        Epochs = 2,
        Optimizer = new SgdOptimizer(),
        NumberOfThreads = 1,
        WeightAverage = new WeightAverage { Decay = 0.9, WarmUp = false },
    };

    // python3 -c "
    // import math, torch
    // from torch.optim.swa_utils import AveragedModel
    // m = torch.nn.Linear(3, 1, bias=False)
    // a = AveragedModel(m, avg_fn=lambda mean, new, n: 0.9 * mean + 0.1 * new, use_buffers=True)
    // for t in range(5):
    //     m.weight.data = torch.tensor([[math.sin(t * 3 + i) for i in range(3)]])
    //     a.update_parameters(m)
    // print(a.module.weight.tolist())"
    // and with (1 + t) / (10 + t) in place of 0.9 where that is less.
    [Theory]
    [InlineData(false, new[] { -0.0289116f, 0.5431889f, 0.6158841f })]
    [InlineData(true, new[] { -0.2628990f, 0.1769360f, 0.4540969f })]
    public void Five_steps_give_the_average_that_PyTorch_gets_or_TensorFlow_with_a_warm_up(bool warmUp, float[] expected)
    {
        using var network = new TrainableNetwork(NetworkBuilder.Image(1, 3, 1, seed: 1).Flatten().Dense(1).Build());
        using var average = new AveragedWeights(new WeightAverage { Decay = 0.9, WarmUp = warmUp }, network);
        Tensor kernel = network.Weights.Single(w => w.Count == 3).Tensor;
        for (int t = 0; t < 5; t++)
        {
            Set(kernel, [.. Enumerable.Range(0, 3).Select(i => MathF.Sin((t * 3) + i))]);
            average.Add();
        }

        float[] own = Values(kernel);
        using (average.InPlace())
            AssertNear(expected, Values(kernel));
        Assert.Equal(own, Values(kernel));
    }

    [Fact]
    public void The_network_that_comes_out_is_the_average_over_the_steps_and_the_training_is_as_without_it()
    {
        Dictionary<string, double[]>? means = null;
        var recorder = new EachStep(context =>
        {
            Dictionary<string, double[]> now = context
                .Snapshot()
                .Weights.ToDictionary(w => w.Name, w => w.Contents.ToFloats().Select(v => (double)v).ToArray());
            means = means is null
                ? now
                : means.ToDictionary(m => m.Key, m => m.Value.Zip(now[m.Key], (mean, value) => (0.9 * mean) + (0.1 * value)).ToArray());
        });
        (_, TrainingHistory plain) = TrainingLoop.Run(Job(Options with { WeightAverage = null, Callbacks = [recorder] }));
        (OnnxNetwork averaged, TrainingHistory history) = TrainingLoop.Run(Job(Options));

        Assert.Equal(plain[TrainingLogs.Loss], history[TrainingLogs.Loss]);
        Assert.NotEqual(plain[TrainingLogs.ValidationLoss], history[TrainingLogs.ValidationLoss]);
        Assert.Contains(averaged.Weights, w => w.IsStatistic);
        foreach (NetworkWeight weight in averaged.Weights)
            AssertNear([.. means![weight.Name].Select(v => (float)v)], weight.Contents.ToFloats());
    }

    [Fact]
    public void Validated_is_the_average()
    {
        OnnxNetwork? network = null;
        var each = new EachEpoch(context => network = context.Snapshot());
        (_, TrainingHistory history) = TrainingLoop.Run(Job(Options with { Callbacks = [each] }));
        using DisposeScope scope = NewDisposeScope();
        using var judged = new TrainableNetwork(network!);
        double sum = 0;
        var validation = new StripesSource(60, 25, seed: 5);
        while (validation.Next(default) is { } batch)
        {
            Tensor images = tensor(batch.Inputs).reshape(batch.Count, 1, 8, 8),
                labels = tensor([.. batch.Targets.Select(t => (long)t)]);
            sum += nn.functional.cross_entropy(judged.Forward(images, training: false)[0], labels).item<float>() * batch.Count;
        }

        Assert.Equal(sum / 60, history[TrainingLogs.ValidationLoss][^1], tolerance: 1e-5);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public void Stopped_and_resumed_it_ends_with_the_same_bytes(int step)
    {
        using var folder = new TemporaryFolder();
        ConvNetOptions options = Options with
        {
            WeightAverage = new WeightAverage { Decay = 0.9, EverySteps = 3 },
        };
        byte[] whole = TrainingLoop.Run(Job(options)).Network.ToBytes();
        using var cancel = new CancellationTokenSource();
        options = options with { Checkpoint = new(folder.File("state")) };
        Assert.ThrowsAny<OperationCanceledException>(() =>
            TrainingLoop.Run(Job(options with { Cancellation = cancel.Token, Callbacks = [new StopAt(step, cancel.Cancel)] }))
        );

        Assert.Equal(whole, TrainingLoop.Run(Job(options)).Network.ToBytes());
    }

    [Fact]
    public void Weights_that_a_callback_puts_back_are_the_average_from_then_on()
    {
        OnnxNetwork first = Network(seed: 9);
        (OnnxNetwork last, _) = TrainingLoop.Run(Job(Options with { Callbacks = [new AtTheEnd(context => context.Restore(first))] }));

        Assert.Equal(first.Weights.Select(w => w.Contents.ToFloats()), last.Weights.Select(w => w.Contents.ToFloats()));
    }

    [Theory]
    [InlineData(1, 1, "WeightAverage.Decay is 1; allowed: 0 or more, below 1.")]
    [InlineData(double.NaN, 1, "WeightAverage.Decay is NaN; allowed: 0 or more, below 1.")]
    [InlineData(0.9, 0, "WeightAverage.EverySteps is 0; allowed: 1 to 1000000.")]
    public void Values_out_of_range_are_refused_by_name(double decay, int every, string expected)
    {
        ConvNetOptions options = new()
        {
            WeightAverage = new WeightAverage { Decay = decay, EverySteps = every },
        };

        Assert.StartsWith(expected, Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
    }

    private static void AssertNear(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, tolerance: 2e-6f));
    }

    private static void Set(Tensor tensor, float[] values)
    {
        using var still = no_grad();
        using Tensor host = empty(tensor.shape, ScalarType.Float32);
        MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(host.bytes);
        tensor.copy_(host);
    }

    private static float[] Values(Tensor tensor)
    {
        using Tensor host = tensor.detach().clone();
        return [.. MemoryMarshal.Cast<byte, float>(host.bytes)];
    }

    private sealed class EachStep(Action<TrainingContext> action) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context) => action(context);
    }

    private sealed class EachEpoch(Action<TrainingContext> action) : TrainingCallback
    {
        public override void OnEpochEnd(TrainingContext context) => action(context);
    }

    private sealed class AtTheEnd(Action<TrainingContext> action) : TrainingCallback
    {
        public override void OnTrainingEnd(TrainingContext context) => action(context);
    }
}
