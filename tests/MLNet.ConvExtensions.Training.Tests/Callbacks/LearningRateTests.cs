using Microsoft.ML;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Tests.Data;
using MLNet.ConvExtensions.Training.Tests.History;
using MLNet.ConvExtensions.Training.Tests.Loop;
using MLNet.ConvExtensions.Training.Tests.Losses;
using static MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning.FineTuneData;

namespace MLNet.ConvExtensions.Training.Tests.Callbacks;

/// <summary>Learning rates that callbacks set, and trainings with everything that users can bring, stopped and resumed.</summary>
public sealed class LearningRateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_rate_that_is_set_holds_from_the_next_batch_on()
    {
        var rates = new List<double>();
        var set = new Act
        {
            OnBatch = context =>
            {
                rates.Add(context.Logs[TrainingLogs.LearningRate]);
                context.LearningRate /= 2;
            },
        };
        TrainingHistory history = Train(
            new ConvNetOptions
            {
                Epochs = 2,
                LearningRate = 0.064,
                Callbacks = [set],
            }
        );

        Assert.Equal([0.064, 0.032, 0.016, 0.008, 0.004, 0.002, 0.001, 0.0005], rates);
        Assert.Equal([0.008, 0.0005], history[TrainingLogs.LearningRate]);
    }

    [Fact]
    public void It_changes_the_network_as_the_same_rate_of_a_schedule_does()
    {
        ConvNetOptions options = new() { Epochs = 4, LearningRate = 0.04 };
        byte[] scheduled = Network(
            options with
            {
                Schedule = new StepSchedule { Every = 2, Factor = 0.5 },
            }
        );
        var halve = new Act { OnEpoch = context => context.LearningRate = context.Epoch == 3 ? 0.02 : context.LearningRate };
        byte[] set = Network(options with { Callbacks = [halve] });

        Assert.Equal(scheduled, set);
        Assert.NotEqual(scheduled, Network(options));
    }

    [Fact]
    public void A_schedule_starts_from_it()
    {
        ConvNetOptions options = new()
        {
            Epochs = 3,
            LearningRate = 0.01,
            Schedule = new ExponentialSchedule { Factor = 0.5 },
            Callbacks = [new Act { OnStart = context => context.LearningRate = 0.04 }],
        };

        Assert.Equal([0.04, 0.02, 0.01], Train(options)[TrainingLogs.LearningRate]);
    }

    [Fact]
    public void Callbacks_see_what_those_before_them_set()
    {
        var seen = new List<double>();
        Train(
            new ConvNetOptions
            {
                Epochs = 2,
                LearningRate = 0.04,
                Callbacks =
                [
                    new Act { OnEnd = context => context.LearningRate /= 2 },
                    new Act { OnEnd = context => seen.Add(context.LearningRate) },
                ],
            }
        );

        Assert.Equal([0.02, 0.01], seen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_rate_that_is_none_is_refused(double rate)
    {
        ConvNetOptions options = new() { Epochs = 1, Callbacks = [new Act { OnStart = context => context.LearningRate = rate }] };

        Assert.Contains("TrainingContext.LearningRate is set to", Assert.Throws<ArgumentOutOfRangeException>(() => Train(options)).Message);
    }

    [Theory]
    [InlineData("start", 1)]
    [InlineData("epoch", 1)]
    [InlineData("epoch", 3)]
    [InlineData("batch", 1)]
    [InlineData("batch", 8)]
    [InlineData("batch", 9)]
    [InlineData("batch", 17)]
    [InlineData("end", 1)]
    [InlineData("end", 2)]
    public void Stopped_anywhere_and_resumed_by_the_same_program_it_ends_with_the_same_bytes(string where, int when)
    {
        (byte[] network, TrainingHistory history) = Fit(null);
        using var cancel = new CancellationTokenSource();
        int calls = 0;
        void Cancel(string at)
        {
            if (at == where && ++calls == when)
                cancel.Cancel();
        }

        Assert.ThrowsAny<OperationCanceledException>(() => Fit(new CheckpointOptions(_folder.File("state")), Cancel, cancel.Token));
        (byte[] resumed, TrainingHistory resumedHistory) = Fit(new CheckpointOptions(_folder.File("state")));

        Assert.Equal(network, resumed);
        foreach (string name in history.Names.Except([TrainingLogs.Seconds, TrainingLogs.ImagesPerSecond]))
            Assert.Equal(history[name], resumedHistory[name]);
        Assert.Equal([0.04, 0.02, 0.01], history[TrainingLogs.LearningRate].Select(r => Math.Round(r, 6)));
    }

    // A loss, a metric, an augmentation and callbacks that set the rate at every occasion: 60 rows less the validation's, in batches of 7,
    // for three epochs.
    private static (byte[] Network, TrainingHistory History) Fit(
        CheckpointOptions? checkpoint,
        Action<string>? at = null,
        CancellationToken cancellation = default
    )
    {
        OnnxNetwork network = NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(4, 3).Relu().Flatten().Dropout(0.2).Dense(3).Build();
        var options = new ConvNetOptions
        {
            Epochs = 3,
            BatchSize = 7,
            NumberOfThreads = 1,
            LearningRate = 0.5,
            ValidationFraction = 0.2,
            Loss = new FocalLoss { Gamma = 2 },
            Metrics = [new Recall(1)],
            Augmentation = new AugmentationOptions { HorizontalFlip = true, Custom = [new Marks(0.5)] },
            Checkpoint = checkpoint,
            Cancellation = cancellation,
            Callbacks =
            [
                new Act { OnStart = context => context.LearningRate = 0.08 },
                new Act
                {
                    OnEpoch = context => context.LearningRate /= 4,
                    OnBatch = context => context.LearningRate *= context.Batch == 3 ? 2 : 1,
                    OnEnd = context => context.LearningRate *= 1,
                },
                new Act
                {
                    OnStart = _ => at?.Invoke("start"),
                    OnEpoch = _ => at?.Invoke("epoch"),
                    OnBatch = _ => at?.Invoke("batch"),
                    OnEnd = _ => at?.Invoke("end"),
                },
            ],
        };
        using ConvNetTransformer model = new MLContext(1).MulticlassClassification.Trainers.ConvNet(network, options).Fit(Stripes(60, 1));
        return (model.Network.ToBytes(), model.History);
    }

    private static TrainingHistory Train(ConvNetOptions options) => TrainingLoop.Run(Job(options)).History;

    private static byte[] Network(ConvNetOptions options) => TrainingLoop.Run(Job(options)).Network.ToBytes();

    private static TrainingJob Job(ConvNetOptions options) =>
        new()
        {
            Network = NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(4, 3).Relu().Flatten().Dense(3).Build(),
            Task = ModelTask.Multiclass,
            Source = new StripesSource(100, 25),
            Options = options with { NumberOfThreads = 1 },
        };

    private sealed class Act : TrainingCallback
    {
        public Action<TrainingContext>? OnStart { get; init; }

        public Action<TrainingContext>? OnEpoch { get; init; }

        public Action<TrainingContext>? OnBatch { get; init; }

        public Action<TrainingContext>? OnEnd { get; init; }

        public override void OnTrainingStart(TrainingContext context) => OnStart?.Invoke(context);

        public override void OnEpochStart(TrainingContext context) => OnEpoch?.Invoke(context);

        public override void OnBatchEnd(TrainingContext context) => OnBatch?.Invoke(context);

        public override void OnEpochEnd(TrainingContext context) => OnEnd?.Invoke(context);
    }
}
