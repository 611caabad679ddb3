using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.GpuCheck;

/// <summary>What TorchSharp computes on the device, against what it computes on the CPU.</summary>
internal sealed class Values(CheckOptions options, CheckReport report)
{
    /// <summary>Sums in another order: of what differs, as a part of the largest.</summary>
    private const double Sums = 2e-3;

    /// <summary>Of how far the weights went; the first step of some rules is the gradient's sign, whatever its size.</summary>
    private const double Steps = 2e-2,
        NarrowSteps = 0.1;

    private const int StepSize = 64;

    private readonly MLContext _ml = new(seed: 1);

    public void Check()
    {
        // A GPU that can't be had ends all of it, with the trainer's own error.
        Train("lenet5", new ConvNetOptions { Epochs = 1, GpuDeviceId = options.Gpu });
        Device device = options.Gpu is int gpu ? new Device(DeviceType.CUDA, gpu) : CPU;
        foreach ((string name, Func<OnnxNetwork> build) in Tasks.Compared)
            report.Run($"{name}, forwards and backwards", () => Gradients(name, build(), device));
        report.Run("embedded backbone, forwards and backwards", () => Gradients("embedded", Backbone.Embedded.Network, device));
        (string, OptimizerOptions, double)[] rules =
        [
            ("SGD", new SgdOptimizer { Nesterov = true, WeightDecay = 1e-4 }, 0.01),
            ("Adam", new AdamOptimizer { Epsilon = 1e-4 }, 0.001),
            ("AdamW", new AdamWOptimizer { Epsilon = 1e-4, WeightDecay = 0.01 }, 0.001),
            ("RMSprop", new RmsPropOptimizer { Epsilon = 1e-4, Momentum = 0.5 }, 0.001),
        ];
        foreach ((string name, OptimizerOptions optimizer, double rate) in rules)
        {
            foreach (string network in Tasks.Compared.Keys)
                report.Run($"{network}, one step of {name}", () => Step(network, name, optimizer, rate, mixed: false));
        }

        if (options.Gpu is null)
        {
            report.Run("mixed precision on a CPU", RefusesMixed);
            return;
        }

        foreach (string network in Tasks.Compared.Keys)
            report.Run($"{network}, mixed precision", () => Step(network, "SGD in mixed precision", rules[0].Item2, 0.01, mixed: true));
        report.Run("fine-tuning", FineTunes);
    }

    private void Gradients(string name, OnnxNetwork graph, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        using var host = new TrainableNetwork(graph);
        using var there = new TrainableNetwork(graph, device);
        long[] shape = [4, .. graph.Inputs[0].Shape!.Skip(1).Select(d => d ?? Tasks.AnySide)];
        Tensor input = rand(shape, generator: new Generator(3));
        Tensor expected = host.Forward(input, training: true)[0],
            actual = there.Forward(input.to(device), training: true)[0];
        report.True($"{name}, where the output is", actual.device.type == device.type, $"{actual.device}");
        report.Near($"{name}, outputs", Difference(expected, actual), Sums);
        expected.square().mean().backward();
        actual.square().mean().backward();
        double largest = 0;
        bool moved = true;
        for (int i = 0; i < host.Weights.Count; i++)
        {
            Tensor right = host.Weights[i].Tensor.grad!,
                near = there.Weights[i].Tensor.grad!;
            moved &= near.device.type == device.type;
            largest = Math.Max(largest, Difference(right, near));
        }

        report.True($"{name}, where gradients are", moved, moved ? $"{device}" : "not all there");
        report.Near($"{name}, gradients", largest, Sums);
        if (host.Statistics.Count > 0)
        {
            double off = host.Statistics.Max(s => Difference(s.Value, there.Statistics[s.Key]));
            report.Near($"{name}, means and variances of batch normalization", off, Sums);
        }
    }

    private void Step(string network, string rule, OptimizerOptions optimizer, double rate, bool mixed)
    {
        OnnxNetwork start = Tasks.Compared[network]();
        var run = new ConvNetOptions
        {
            Epochs = 1,
            BatchSize = StepSize,
            Optimizer = optimizer,
            LearningRate = rate,
        };
        OnnxNetwork here = Train(network, run),
            there = Train(network, run with { GpuDeviceId = options.Gpu, MixedPrecision = mixed });
        report.Near($"{network}, one step of {rule}", WeightDistance.OfSteps(start, here, there), mixed ? NarrowSteps : Steps);
    }

    private OnnxNetwork Train(string network, ConvNetOptions run)
    {
        TrainedTask task = Tasks.Timed[network];
        using ConvNetTransformer model = _ml
            .MulticlassClassification.Trainers.ConvNet(task.Build(), run)
            .Fit(Tasks.Images(_ml, StepSize, task.Side, task.Channels));
        return model.Network;
    }

    private void FineTunes()
    {
        IDataView photos = Tasks.Photos(_ml, options.Photos, 32);
        var run = new FineTuneOptions
        {
            FeatureColumnName = "ImagePath",
            Epochs = 1,
            Stages = 1,
            CacheFeatures = false,
            Optimizer = new SgdOptimizer(),
        };
        using ConvNetTransformer here = _ml.MulticlassClassification.Trainers.FineTune(Backbone.Embedded, run).Fit(photos),
            there = _ml.MulticlassClassification.Trainers.FineTune(Backbone.Embedded, run with { GpuDeviceId = options.Gpu }).Fit(photos);
        report.Near("fine-tuning, two steps", WeightDistance.Between(here.Network, there.Network), Sums);
    }

    private void RefusesMixed()
    {
        try
        {
            Step("lenet5", "SGD in mixed precision", new SgdOptimizer(), 0.01, mixed: true);
            report.True("mixed precision on a CPU", false, "it ran");
        }
        catch (ArgumentException e)
        {
            report.True("mixed precision on a CPU", e.Message.Contains("MixedPrecision", StringComparison.Ordinal), e.Message);
        }
    }

    private static double Difference(Tensor expected, Tensor actual)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor right = expected.detach(),
            near = actual.detach().cpu();
        return (right - near).abs().max().item<float>() / Math.Max(right.abs().max().item<float>(), 1e-6f);
    }
}
