using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>Options drawn by a seed: stopped at a drawn step and gone on with, a training ends as one that was left alone.</summary>
public sealed class RandomOptionsTests : IDisposable
{
    private const int Rows = 42;

    private readonly MLContext _context = new(1);
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Stopped_and_resumed_it_ends_with_the_same_bytes(int seed)
    {
        var random = new Random(seed);
        ConvNetOptions options = Draw(random, seed);
        int steps = options.Epochs * ((Rows - (int)(options.ValidationFraction * Rows) + options.BatchSize - 1) / options.BatchSize);
        int stop = random.Next(1, Math.Max(2, steps - options.Epochs));
        using ConvNetTransformer whole = Train(options with { Callbacks = [new StopAt(-1, () => { })] });

        using var cancel = new CancellationTokenSource();
        options = options with { Checkpoint = new(_folder.File("state")) { EveryBatches = random.Next(3) == 0 ? 2 : null } };
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Train(options with { Cancellation = cancel.Token, Callbacks = [new StopAt(stop, cancel.Cancel)] }).Dispose()
        );
        using ConvNetTransformer resumed = Train(options with { Callbacks = [new StopAt(-1, () => { })] });

        Assert.True(whole.Network.ToBytes().AsSpan().SequenceEqual(resumed.Network.ToBytes()), $"{options}, stopped after {stop} steps");
        Assert.Equal(whole.History[TrainingLogs.Loss], resumed.History[TrainingLogs.Loss]);
    }

    private static ConvNetOptions Draw(Random random, int seed)
    {
        bool Half() => random.Next(2) == 0;
        T Pick<T>(params T[] from) => from[random.Next(from.Length)];
        return new ConvNetOptions
        {
            Seed = seed,
            Epochs = random.Next(2, 5),
            BatchSize = random.Next(4, 20),
            NumberOfThreads = 1,
            LearningRate = Pick<double?>(null, 0.001, 0.05),
            Optimizer = Pick<OptimizerOptions>(
                new AdamOptimizer(),
                new AdamWOptimizer { WeightDecay = 0.1 },
                new SgdOptimizer { Nesterov = true },
                new SgdOptimizer { WeightDecay = 0.01 },
                new RmsPropOptimizer()
            ),
            Schedule = Pick<LearningRateSchedule>(
                new ConstantSchedule(),
                new StepSchedule { Every = 1, Factor = 0.5 },
                new ExponentialSchedule(),
                new CosineSchedule(),
                new OneCycleSchedule(),
                new WarmUpSchedule { Epochs = 1 }
            ),
            ClipNorm = Half() ? 0.5 : null,
            MaxKernelNorm = Half() ? 0.8 : null,
            ClipValue = Half() ? 0.1 : null,
            LabelSmoothing = Half() ? 0.1 : 0,
            ClassWeights = Half() ? [1, 0, 2.5f] : null,
            ExampleWeightColumnName = Half() ? "Weight" : null,
            ValidationFraction = Half() ? 0.2 : 0,
            Augmentation = Half()
                ? new AugmentationOptions
                {
                    HorizontalFlip = Half(),
                    ShiftPixels = random.Next(3),
                    Rotation = random.Next(10),
                    Noise = Half() ? 0.1 : 0,
                    Mixup = Half() ? 0.4 : 0,
                }
                : null,
            WeightAverage = Half() ? new WeightAverage { Decay = 0.8, EverySteps = random.Next(1, 4) } : null,
        };
    }

    private ConvNetTransformer Train(ConvNetOptions options) =>
        _context
            .MulticlassClassification.Trainers.ConvNet(
                classes =>
                    NetworkBuilder
                        .Image(8, 8, 1, seed: 4)
                        .Conv(4, 3)
                        .BatchNorm()
                        .Relu()
                        .MaxPool(2)
                        .Dropout(0.2)
                        .Flatten()
                        .Dense(classes)
                        .Build(),
                options
            )
            .Fit(Data());

    private IDataView Data()
    {
        var random = new Random(1);
        Row[] rows =
        [
            .. Enumerable
                .Range(0, Rows)
                .Select(i => new Row
                {
                    Kind = "abc"[i % 3].ToString(),
                    Weight = i % 5 / 2f,
                    Features = [.. Enumerable.Range(0, 64).Select(p => (float)random.NextDouble() + (p % 3 == i % 3 ? 1 : 0))],
                }),
        ];
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        return _context.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(data).Transform(data);
    }

    private sealed class Row
    {
        public string Kind { get; set; } = "";

        public float Weight { get; set; }

        [VectorType(64)]
        public float[] Features { get; set; } = [];
    }

    private sealed class StopAt(long step, Action action) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context)
        {
            if (context.Step == step)
                action();
        }
    }
}
