using Microsoft.ML;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Losses;
using MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Losses;

public sealed class CustomLossTests : IDisposable
{
    private static readonly float[] Outputs = [1, -0.5f, 0.25f, 0, 2, -1, 0.5f, 0.5f, 3];

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string, bool, bool, bool> Ways
    {
        get
        {
            var ways = new TheoryData<string, bool, bool, bool>();
            foreach (ModelTask task in Enum.GetValues<ModelTask>())
            {
                for (int way = 0; way < 8; way++)
                {
                    if (way % 2 == 0 || task != ModelTask.Regression)
                        ways.Add(task.ToString(), way % 2 > 0, (way & 2) > 0, (way & 4) > 0);
                }
            }

            return ways;
        }
    }

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public void Weights_of_rows_and_classes_and_mixed_samples_are_the_librarys_work(string of, bool weighted, bool mixed, bool examples)
    {
        ModelTask task = Enum.Parse<ModelTask>(of);
        float[]? classes = weighted
            ? task == ModelTask.Multiclass
                ? [1, 2, 0.5f]
                : [0.5f, 3]
            : null;
        using TrainingLoss usual = Create(task, new ConvNetOptions { ClassWeights = classes });
        using TrainingLoss custom = Create(task, new ConvNetOptions { ClassWeights = classes, Loss = new UsualLoss(task) });
        TargetTensors targets = new(
            Labels([0, 1, 1]),
            mixed ? Labels([1, 1, 0]) : null,
            mixed ? tensor(new[] { 0.7f, 0.6f, 0.9f }) : null,
            examples ? tensor(new[] { 1, 3, 0.5f }) : null
        )
        {
            PartnerWeights = examples && mixed ? tensor(new[] { 2, 0.25f, 1 }) : null,
        };
        Tensor outputs = task == ModelTask.Multiclass ? tensor(Outputs).reshape(3, 3) : tensor(Outputs[..3]).reshape(3, 1);

        Assert.Equal(usual.Of(outputs, targets).item<float>(), custom.Of(outputs, targets).item<float>(), tolerance: 1e-6f);
        Assert.Equal(usual.Metric, custom.Metric);

        Tensor Labels(long[] values) => task == ModelTask.Multiclass ? tensor(values) : tensor(values.Select(v => (float)v).ToArray());
    }

    [Fact]
    public void A_focal_loss_costs_what_its_formula_says()
    {
        using TrainingLoss loss = Create(ModelTask.Multiclass, new ConvNetOptions { Loss = new FocalLoss { Gamma = 2 } });
        double expected = Enumerable
            .Range(0, 3)
            .Average(i =>
            {
                double[] exponentials = [.. Outputs[(3 * i)..((3 * i) + 3)].Select(o => Math.Exp(o))];
                double share = exponentials[i == 0 ? 0 : 1] / exponentials.Sum();
                return -Math.Pow(1 - share, 2) * Math.Log(share);
            });

        Assert.Equal(
            expected,
            loss.Of(tensor(Outputs).reshape(3, 3), new(tensor(new long[] { 0, 1, 1 }), null, null, null)).item<float>(),
            tolerance: 1e-6
        );
    }

    [Theory]
    [InlineData("scalar", "returned a tensor of []; needed: floats of [3]")]
    [InlineData("two", "returned a tensor of [2]")]
    [InlineData("whole", "returned a tensor of Int64")]
    [InlineData("constant", "returned a tensor that no gradient leads back from")]
    [InlineData("null", "returned null")]
    public void What_is_no_loss_of_each_sample_is_refused(string what, string expected)
    {
        using TrainingLoss loss = Create(ModelTask.Multiclass, new ConvNetOptions { Loss = new Wrong(what) });
        Tensor outputs = tensor(Outputs).reshape(3, 3).requires_grad_(true);
        string message = Assert
            .Throws<InvalidOperationException>(() => loss.Of(outputs, new(tensor(new long[] { 0, 1, 1 }), null, null, null)))
            .Message;

        Assert.Contains($"Wrong.Compute {expected}", message);
    }

    [Fact]
    public void Label_smoothing_is_refused_beside_it()
    {
        var options = new ConvNetOptions
        {
            Loss = new FocalLoss { Gamma = 2 },
            LabelSmoothing = 0.1,
        };

        Assert.Contains(
            "LabelSmoothing is 0.1; allowed: 0 with a Loss of your own",
            Assert.Throws<ArgumentException>(options.Validate).Message
        );
    }

    [Fact]
    public void A_network_learns_by_it_and_the_history_has_its_values()
    {
        ConvNetOptions options = new()
        {
            Epochs = 6,
            BatchSize = 10,
            LearningRate = 0.02,
            NumberOfThreads = 1,
            ValidationSet = FineTuneData.Stripes(60, 5),
        };
        TrainingHistory usual = Fit(options);
        TrainingHistory same = Fit(options with { Loss = new FocalLoss { Gamma = 0 } });
        TrainingHistory focal = Fit(options with { Loss = new FocalLoss { Gamma = 2 } });

        Assert.Equal(usual[TrainingLogs.ValidationLoss][0], same[TrainingLogs.ValidationLoss][0], tolerance: 1e-4);
        Assert.True(focal[TrainingLogs.Loss][0] < usual[TrainingLogs.Loss][0]);
        Assert.True(focal[TrainingLogs.ValidationAccuracy][^1] > 0.9, focal.ToCsv());
    }

    private static TrainingLoss Create(ModelTask task, ConvNetOptions options) => options.CreateLoss(task, CPU);

    private static TrainingHistory Fit(ConvNetOptions options)
    {
        OnnxNetwork network = NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(8, 3).Relu().MaxPool(2).Flatten().Dense(3).Build();
        using ConvNetTransformer model = new MLContext(1)
            .MulticlassClassification.Trainers.ConvNet(network, options)
            .Fit(FineTuneData.Stripes(120, 1));
        return model.History;
    }

    private sealed record Wrong(string What) : Loss
    {
        public override Tensor Compute(Tensor outputs, Tensor targets) =>
            What switch
            {
                "scalar" => outputs.mean(),
                "two" => outputs.sum(1)[..2],
                "whole" => targets,
                "constant" => ones(3),
                _ => null!,
            };
    }
}
