using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Loop;
using TorchSharp;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>Trainings of small networks on stripes.</summary>
public sealed class TrainingLoopTests
{
    [Fact]
    public void A_network_learns_and_the_history_says_so()
    {
        (OnnxNetwork network, TrainingHistory history) = TrainingLoop.Run(
            Job(
                new ConvNetOptions
                {
                    Epochs = 6,
                    LearningRate = 0.02,
                    NumberOfThreads = 1,
                }
            )
        );

        Assert.Equal(6, history.Epochs.Count);
        Assert.True(history[TrainingLogs.Loss][^1] < history[TrainingLogs.Loss][0] / 2, string.Join(' ', history[TrainingLogs.Loss]));
        Assert.True(history[TrainingLogs.ValidationAccuracy][^1] > 0.9, history.ToCsv());
        Assert.All(history[TrainingLogs.LearningRate], rate => Assert.Equal(0.02, rate));
        Assert.Null(history.StopReason);
        Assert.Equal(Network().Layers.Select(l => l.Name), network.Layers.Select(l => l.Name));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_gives_others()
    {
        byte[] once = Train(1),
            again = Train(1),
            other = Train(2);

        Assert.Equal(once, again);
        Assert.NotEqual(once, other);

        static byte[] Train(int seed) =>
            TrainingLoop
                .Run(
                    Job(
                        new ConvNetOptions
                        {
                            Epochs = 2,
                            Seed = seed,
                            NumberOfThreads = 2,
                        }
                    )
                )
                .Network.ToBytes();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(17)]
    public void Cancelled_anywhere_and_resumed_it_ends_with_the_same_bytes(int step)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "state");
        ConvNetOptions options = new()
        {
            Epochs = 3,
            Optimizer = new SgdOptimizer(),
            Schedule = new OneCycleSchedule(),
            NumberOfThreads = 1,
        };
        (OnnxNetwork whole, TrainingHistory history) = TrainingLoop.Run(
            Job(options with { Checkpoint = new(path + "-whole"), Callbacks = [new StopAt(-1, () => { })] })
        );

        using var cancel = new CancellationTokenSource();
        options = options with { Checkpoint = new(path) };
        Assert.ThrowsAny<OperationCanceledException>(() =>
            TrainingLoop.Run(Job(options with { Cancellation = cancel.Token, Callbacks = [new StopAt(step, cancel.Cancel)] }))
        );
        (OnnxNetwork resumed, TrainingHistory resumedHistory) = TrainingLoop.Run(
            Job(options with { Callbacks = [new StopAt(-1, () => { })] })
        );

        Assert.Equal(whole.ToBytes(), resumed.ToBytes());
        Assert.Equal(history[TrainingLogs.Loss], resumedHistory[TrainingLogs.Loss]);
        Assert.Equal(history[TrainingLogs.ValidationLoss], resumedHistory[TrainingLogs.ValidationLoss]);
    }

    [Fact]
    public void Cancelled_while_it_validates_it_ends_with_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        ConvNetOptions options = new()
        {
            Epochs = 3,
            Optimizer = new SgdOptimizer(),
            NumberOfThreads = 1,
        };
        (OnnxNetwork whole, TrainingHistory history) = TrainingLoop.Run(Job(options));

        using var cancel = new CancellationTokenSource();
        options = options with { Checkpoint = new(folder.File("state")) };
        TrainingJob job = Job(options with { Cancellation = cancel.Token });
        Assert.ThrowsAny<OperationCanceledException>(() =>
            TrainingLoop.Run(job with { Validation = new CancellingSource(job.Validation!, epoch: 2, cancel) })
        );
        (OnnxNetwork resumed, TrainingHistory resumedHistory) = TrainingLoop.Run(Job(options));

        Assert.Equal(whole.ToBytes(), resumed.ToBytes());
        Assert.Equal(history[TrainingLogs.Loss], resumedHistory[TrainingLogs.Loss]);
        Assert.Equal(history[TrainingLogs.ValidationLoss], resumedHistory[TrainingLogs.ValidationLoss]);
    }

    [Fact]
    public void A_finished_training_is_not_repeated()
    {
        using var folder = new TemporaryFolder();
        ConvNetOptions options = new()
        {
            Epochs = 1,
            NumberOfThreads = 1,
            Checkpoint = new(Path.Combine(folder.Path, "state")),
        };
        byte[] first = TrainingLoop.Run(Job(options)).Network.ToBytes();
        (OnnxNetwork again, TrainingHistory history) = TrainingLoop.Run(Job(options));

        Assert.Equal(first, again.ToBytes());
        Assert.Single(history.Epochs);
        Assert.Equal(3, TrainingLoop.Run(Job(options with { Epochs = 3 })).History.Epochs.Count);
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_refused_by_what_differs()
    {
        using var folder = new TemporaryFolder();
        ConvNetOptions options = new()
        {
            Epochs = 1,
            NumberOfThreads = 1,
            Checkpoint = new(Path.Combine(folder.Path, "state")),
        };
        TrainingLoop.Run(Job(options));

        Assert.Contains("Seed is 1 there and 9 here", Refused(Job(options with { Seed = 9 })));
        Assert.Contains("LearningRate is 0.001 there and 0.5 here", Refused(Job(options with { LearningRate = 0.5 })));
        Assert.Contains("the network is", Refused(Job(options) with { Network = Network(seed: 8) }));
        Assert.Single(
            TrainingLoop.Run(Job(options with { Seed = 9, Checkpoint = options.Checkpoint with { Resume = false } })).History.Epochs
        );

        static string Refused(TrainingJob job) => Assert.Throws<CheckpointException>(() => TrainingLoop.Run(job)).Message;
    }

    [Theory]
    [InlineData("nothing", "is no checkpoint")]
    [InlineData("shorter", "is damaged: it has")]
    [InlineData("flipped", "is damaged: its contents")]
    public void A_damaged_checkpoint_is_refused(string damage, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "state");
        ConvNetOptions options = new()
        {
            Epochs = 1,
            NumberOfThreads = 1,
            Checkpoint = new(path),
        };
        TrainingLoop.Run(Job(options));
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^20] ^= 1;
        File.WriteAllBytes(
            path,
            damage switch
            {
                "nothing" => [1, 2, 3],
                "shorter" => bytes[..^10],
                _ => bytes,
            }
        );

        string message = Assert.Throws<CheckpointException>(() => TrainingLoop.Run(Job(options))).Message;
        Assert.Contains(expected, message);
        Assert.Contains(path, message);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_is_an_error_and_the_one_before_stays()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "state");
        ConvNetOptions options = new()
        {
            Epochs = 1,
            NumberOfThreads = 1,
            Checkpoint = new(path),
        };
        TrainingLoop.Run(Job(options));
        byte[] before = File.ReadAllBytes(path);
        // The temporary name is taken by a folder: writing fails as on a full disk.
        Directory.CreateDirectory($"{path}.{Environment.ProcessId}.tmp");

        string message = Assert.Throws<CheckpointException>(() => TrainingLoop.Run(Job(options with { Epochs = 2 }))).Message;
        Assert.Contains("couldn't be written", message);
        Assert.Contains("is as it was", message);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_stop_that_a_callback_asks_for_ends_it_after_the_batch()
    {
        TrainingContext? seen = null;
        (_, TrainingHistory history) = TrainingLoop.Run(
            Job(
                new ConvNetOptions
                {
                    Epochs = 5,
                    NumberOfThreads = 1,
                    Callbacks =
                    [
                        new StopAt(
                            10,
                            context =>
                            {
                                seen = context;
                                context.RequestStop("enough");
                            }
                        ),
                    ],
                }
            )
        );

        Assert.Equal("enough", history.StopReason);
        Assert.Equal(2, history.Epochs.Count);
        Assert.Equal(10, seen!.Step);
    }

    [Fact]
    public void Fifty_epochs_leave_no_tensor_behind()
    {
        var counts = new List<long>();
        TrainingLoop.Run(
            Job(
                new ConvNetOptions
                {
                    Epochs = 50,
                    NumberOfThreads = 1,
                    Callbacks = [new EachEpoch(_ => counts.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount))],
                }
            )
        );

        Assert.Equal(50, counts.Count);
        Assert.All(counts, count => Assert.Equal(counts[0], count));
    }

    [Fact]
    public void Auxiliary_outputs_take_part_by_their_weight()
    {
        NetworkBuilder trunk = NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(4, 3).Relu().Flatten();
        OnnxNetwork network = trunk.Dense(3).Build("twofold", trunk.Dense(3));
        double without = Loss(0),
            with = Loss(1);

        Assert.True(double.IsFinite(without) && double.IsFinite(with) && without != with, $"{without} {with}");

        double Loss(double weight) =>
            TrainingLoop
                .Run(
                    Job(
                        new ConvNetOptions
                        {
                            Epochs = 2,
                            NumberOfThreads = 1,
                            AuxiliaryWeight = weight,
                        }
                    ) with
                    {
                        Network = network,
                    }
                )
                .History[TrainingLogs.Loss][1];
    }

    [Fact]
    public void Yes_or_no_and_numbers_are_learnt_too()
    {
        ConvNetOptions options = new()
        {
            Epochs = 10,
            LearningRate = 0.02,
            NumberOfThreads = 1,
            Seed = 0,
        };
        TrainingHistory binary = TrainingLoop
            .Run(Job(options, ModelTask.Binary, kind => kind == 1 ? 1 : 0) with { Network = Network(1) })
            .History;
        TrainingHistory numbers = TrainingLoop
            .Run(Job(options, ModelTask.Regression, kind => kind / 2f) with { Network = Network(1) })
            .History;

        Assert.True(binary[TrainingLogs.ValidationAccuracy][^1] > 0.9, string.Join(' ', binary[TrainingLogs.ValidationAccuracy]));
        Assert.True(numbers["val_mae"][^1] < 0.2, string.Join(' ', numbers["val_mae"]));
    }

    [Fact]
    public void An_activation_that_does_not_fit_is_refused()
    {
        OnnxNetwork network = NetworkBuilder.Image(8, 8, 1).Flatten().Dense(3).Sigmoid().Build();

        Assert.Contains(
            "ends in Sigmoid",
            Assert.Throws<ArgumentException>(() => TrainingLoop.Run(Job(new ConvNetOptions()) with { Network = network })).Message
        );
    }

    [Fact]
    public void A_GPU_that_is_not_there_is_an_error()
    {
        if (torch.cuda.is_available())
            return;
        Assert.Contains(
            "finds no CUDA device",
            Assert.Throws<InvalidOperationException>(() => TrainingLoop.Run(Job(new ConvNetOptions { GpuDeviceId = 0 }))).Message
        );
    }

    private static OnnxNetwork Network(int classes = 3, int seed = 4) =>
        NetworkBuilder.Image(8, 8, 1, seed).Conv(8, 3).BatchNorm().Relu().MaxPool(2).Dropout(0.2).Flatten().Dense(classes).Build();

    private static TrainingJob Job(ConvNetOptions options, ModelTask task = ModelTask.Multiclass, Func<int, float>? target = null) =>
        new()
        {
            Network = Network(),
            Task = task,
            Source = new StripesSource(200, 25, seed: 3, target),
            Validation = new StripesSource(60, 25, seed: 5, target),
            Options = options,
        };

    /// <summary>Cancels in the middle of a validation.</summary>
    private sealed class CancellingSource(IBatchSource source, int epoch, CancellationTokenSource cancel) : IBatchSource
    {
        private int _epoch;
        private int _batch;

        public int Samples => source.Samples;

        public int BatchesPerEpoch => source.BatchesPerEpoch;

        public void Start(int first, int batch)
        {
            (_epoch, _batch) = (_epoch + 1, 0);
            source.Start(first, batch);
        }

        public TrainingBatch? Next(CancellationToken cancellation)
        {
            if (_epoch == epoch && _batch++ == 1)
                cancel.Cancel();
            return source.Next(cancellation);
        }

        public void Dispose() => source.Dispose();
    }

    private sealed class StopAt(long step, Action<TrainingContext> action) : TrainingCallback
    {
        public StopAt(long step, Action action)
            : this(step, _ => action()) { }

        public override void OnTrainingStart(TrainingContext context)
        {
            if (step == 0)
                action(context);
        }

        public override void OnBatchEnd(TrainingContext context)
        {
            if (context.Step == step)
                action(context);
        }
    }

    private sealed class EachEpoch(Action<TrainingContext> action) : TrainingCallback
    {
        public override void OnEpochEnd(TrainingContext context) => action(context);
    }
}
