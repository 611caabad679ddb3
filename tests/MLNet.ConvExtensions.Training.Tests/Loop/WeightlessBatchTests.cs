using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Losses;
using MLNet.ConvExtensions.Training.Tests.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>Samples that count nothing: they change nothing, by themselves or mixed with others.</summary>
public sealed class WeightlessBatchTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string, bool, OptimizerOptions, Loss?> Tasks =>
        new()
        {
            { "Multiclass", false, new AdamOptimizer(), null },
            {
                "Multiclass",
                true,
                new SgdOptimizer { WeightDecay = 0.1 },
                null
            },
            {
                "Multiclass",
                false,
                new SgdOptimizer(),
                new FocalLoss { Gamma = 2 }
            },
            {
                "Multiclass",
                true,
                new AdamOptimizer(),
                new FocalLoss { Gamma = 2 }
            },
            { "Binary", false, new RmsPropOptimizer(), null },
            { "Binary", true, new AdamWOptimizer(), null },
            {
                "Regression",
                false,
                new SgdOptimizer { Nesterov = true },
                null
            },
        };

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_batch_in_which_nothing_counts_is_no_step(string name, bool byClass, OptimizerOptions optimizer, Loss? own)
    {
        var task = Enum.Parse<ModelTask>(name);
        (byte[] without, double loss) = Train([Batch(1, 1), Batch(2, 2)]);
        (byte[] with, double lossWith) = Train([Batch(0, 0), Batch(1, 1), Batch(0, 0), Batch(2, 2), Batch(0, 0)]);

        Assert.Equal(without, with);
        Assert.Equal(loss, lossWith);
        Assert.True(double.IsFinite(loss));

        (byte[] Network, double Loss) Train(TrainingBatch[] batches)
        {
            (OnnxNetwork network, TrainingHistory history) = TrainingLoop.Run(
                new TrainingJob
                {
                    Network = NetworkBuilder
                        .Image(8, 8, 1, seed: 4)
                        .Conv(4, 3)
                        .BatchNorm()
                        .Relu()
                        .Flatten()
                        .Dense(task == ModelTask.Multiclass ? 3 : 1)
                        .Build(),
                    Task = task,
                    Source = new Given(batches),
                    Validation = new Given(batches),
                    Options = new ConvNetOptions
                    {
                        Epochs = 2,
                        NumberOfThreads = 1,
                        Optimizer = optimizer,
                        Loss = own,
                        ClassWeights =
                            !byClass ? null
                            : task == ModelTask.Multiclass ? [0, 1, 2]
                            : [0, 2],
                        Callbacks = [new StopOnNaN()],
                    },
                }
            );
            Assert.Null(history.StopReason);
            return (network.ToBytes(), history[TrainingLogs.ValidationLoss][1] + history[TrainingLogs.Loss][1]);
        }

        // By class: all of class 0, which counts nothing.
        TrainingBatch Batch(int seed, float weight)
        {
            var random = new Random(seed);
            return new TrainingBatch
            {
                Count = 6,
                Inputs = [.. Enumerable.Range(0, 6 * 64).Select(_ => (float)random.NextDouble())],
                Targets =
                [
                    .. Enumerable
                        .Range(0, 6)
                        .Select(i => byClass && weight == 0 ? 0 : (float)(task == ModelTask.Multiclass ? i % 3 : i % 2)),
                ],
                Weights = byClass ? null : [.. Enumerable.Range(0, 6).Select(i => weight * (i + 1))],
            };
        }
    }

    [Theory]
    [InlineData("Multiclass", 0.2)]
    [InlineData("Binary", 1)]
    [InlineData("Regression", 4)]
    public void What_weightless_samples_are_called_changes_nothing_when_they_are_mixed_with_others(string name, double alpha)
    {
        var task = Enum.Parse<ModelTask>(name);
        byte[] Train(int called)
        {
            var store = new VectorStore(new SampleShape(1, 8, 8));
            var random = new Random(3);
            for (int i = 0; i < 40; i++)
            {
                foreach (ref float pixel in store.Add())
                    pixel = (float)random.NextDouble();
                store.Added();
            }

            float[] targets = [.. Enumerable.Range(0, 40).Select(i => i < 20 ? (float)called : i % 2)],
                weights = [.. Enumerable.Range(0, 40).Select(i => i < 20 ? 0f : i)];
            using var source = new BatchPipeline(
                new TrainingSamples(store, targets, weights),
                store.Shape,
                new BatchPipelineOptions
                {
                    BatchSize = 8,
                    Augmentation = new AugmentationOptions { Mixup = alpha },
                }
            );
            return TrainingLoop
                .Run(
                    new TrainingJob
                    {
                        Network = NetworkBuilder
                            .Image(8, 8, 1, seed: 4)
                            .Conv(4, 3)
                            .Relu()
                            .Flatten()
                            .Dense(task == ModelTask.Multiclass ? 3 : 1)
                            .Build(),
                        Task = task,
                        Source = source,
                        Options = new ConvNetOptions { Epochs = 2, NumberOfThreads = 1 },
                    }
                )
                .Network.ToBytes();
        }

        Assert.Equal(Train(0), Train(1));
    }

    /// <summary>Shares, weights of both and classes' weights by hand: the mean over both partners of all samples.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Of_mixed_samples_the_weights_of_both_partners_count(bool classes, bool smoothed)
    {
        float[] shares = [0.7f, 0.6f, 0.9f],
            own = [1, 0, 0.5f],
            other = [0, 2, 3];
        double smoothing = smoothed ? 0.2 : 0;
        double[][] x =
        [
            [1, -0.5, 0.25],
            [0, 2, -1],
            [0.5, 0.5, 3],
        ];
        int[] y = [0, 1, 1],
            p = [2, 1, 0];
        float[] weights = [1, 2, 0.5f];

        double Cross(int row, int wanted)
        {
            double all = Math.Log(x[row].Sum(Math.Exp));
            return Enumerable
                .Range(0, 3)
                .Sum(c => (classes ? weights[c] : 1) * (((1 - smoothing) * (c == wanted ? 1 : 0)) + (smoothing / 3)) * (all - x[row][c]));
        }

        double Logistic(int row, int wanted)
        {
            double t = ((1 - smoothing) * wanted) + (smoothing / 2),
                z = x[row][0];
            return (classes ? weights[wanted] : 1) * ((t * Math.Log(1 + Math.Exp(-z))) + ((1 - t) * Math.Log(1 + Math.Exp(z))));
        }

        double Mean(Func<int, int, double> loss, Func<int, int> of) =>
            Enumerable.Range(0, 3).Sum(i => (shares[i] * own[i] * loss(i, of(y[i]))) + ((1 - shares[i]) * other[i] * loss(i, of(p[i]))))
            / Enumerable
                .Range(0, 3)
                .Sum(i =>
                    (shares[i] * own[i] * (classes ? weights[of(y[i])] : 1))
                    + ((1 - shares[i]) * other[i] * (classes ? weights[of(p[i])] : 1))
                );

        using var several = new CrossEntropyLoss(smoothing, classes ? weights : null, CPU);
        using var two = new BinaryCrossEntropyLoss(smoothing, classes ? weights[..2] : null);
        using var number = new SquaredErrorLoss();
        Tensor output = tensor(new[] { 1, -0.5f, 0.25f, 0, 2, -1, 0.5f, 0.5f, 3 }).reshape(3, 3),
            first = output.narrow(1, 0, 1);
        TrainingBatch Batch(Func<int, int> of) =>
            new()
            {
                Count = 3,
                Targets = [.. y.Select(v => (float)of(v))],
                Partners = [.. p.Select(v => (float)of(v))],
                Shares = shares,
                Weights = own,
                PartnerWeights = other,
            };

        Assert.Equal(
            Mean(Cross, v => v),
            several.Of(output, TargetTensors.Of(Batch(v => v), classes: true, CPU)).item<float>(),
            tolerance: 1e-6
        );
        Assert.Equal(
            Mean(Logistic, v => v % 2),
            two.Of(first, TargetTensors.Of(Batch(v => v % 2), classes: false, CPU)).item<float>(),
            tolerance: 1e-6
        );
        if (classes || smoothed)
            return;
        Assert.Equal(
            Mean((row, wanted) => Math.Pow(x[row][0] - wanted, 2), v => v),
            number.Of(first, TargetTensors.Of(Batch(v => v), classes: false, CPU)).item<float>(),
            tolerance: 1e-5
        );
        Assert.Equal((0.7 * 1) + (0.4 * 2) + (0.9 * 0.5) + (0.1 * 3), number.WeightOf(Batch(v => v)), tolerance: 1e-6);
    }

    [Theory]
    [InlineData(float.NaN, 1, 0)]
    [InlineData(1, float.NaN, 0)]
    [InlineData(float.NaN, float.NaN, 1)]
    public void An_answer_that_is_no_number_is_never_right(float first, float second, int target)
    {
        using var several = new CrossEntropyLoss(0, null, CPU);
        using var two = new BinaryCrossEntropyLoss(0, null);

        Assert.Equal(0, several.MetricOf([first, second], [target]));
        Assert.Equal(0, two.MetricOf([float.NaN], [target]));
    }

    private sealed class Given(TrainingBatch[] batches) : IBatchSource
    {
        private int _next;

        public int Samples => batches.Sum(b => b.Count);

        public int BatchesPerEpoch => batches.Length;

        public void Start(int epoch, int batch) => _next = batch;

        public TrainingBatch? Next(CancellationToken cancellation) => _next < batches.Length ? batches[_next++] : null;

        public void Dispose() { }
    }
}
