using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Loop;
using static MLNet.ConvExtensions.Training.Tests.Loop.StripesTraining;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>Trainings that were stopped and go on from their checkpoint, and checkpoints that they can't go on from.</summary>
public sealed class ResumedTrainingTests
{
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
}
