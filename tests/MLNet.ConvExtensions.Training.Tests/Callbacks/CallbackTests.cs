using System.Xml.Linq;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Tests.Loop;

namespace MLNet.ConvExtensions.Training.Tests.Callbacks;

public sealed class CallbackTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Early_stopping_ends_when_nothing_improves_and_puts_the_best_weights_back()
    {
        OnnxNetwork? first = null;
        // A rate of 1e-30 changes no weight: no epoch is better than the first.
        (OnnxNetwork network, TrainingHistory history) = Train(
            new EarlyStopping { Patience = 2, MinimumDelta = 0.001 },
            new Act(c => first ??= c.Snapshot())
        );

        Assert.Equal(4, history.Epochs.Count);
        Assert.StartsWith("the monitored loss has not improved for 3 epochs", history.StopReason);
        Assert.Equal(first!.ToBytes(), network.ToBytes());
    }

    [Fact]
    public void Early_stopping_keeps_the_best_of_a_training_that_gets_worse()
    {
        var losses = new List<(double Loss, byte[] Network)>();
        (OnnxNetwork network, _) = TrainingLoop.Run(
            Job(
                new ConvNetOptions
                {
                    Epochs = 6,
                    LearningRate = 0.5,
                    Optimizer = new SgdOptimizer(),
                    NumberOfThreads = 1,
                },
                new EarlyStopping { Patience = 10, Monitor = TrainingLogs.ValidationLoss },
                new Act(c => losses.Add((c.Logs[TrainingLogs.ValidationLoss], c.Snapshot().ToBytes())))
            )
        );

        Assert.Equal(losses.MinBy(l => l.Loss).Network, network.ToBytes());
    }

    [Theory]
    [InlineData(0.0, 4)]
    [InlineData(1e9, 8)]
    public void A_baseline_that_is_not_reached_ends_a_training_that_gets_better(double baseline, int epochs)
    {
        (_, TrainingHistory history) = TrainingLoop.Run(
            Job(
                new ConvNetOptions { Epochs = 8, NumberOfThreads = 1 },
                new EarlyStopping
                {
                    Patience = 3,
                    Monitor = TrainingLogs.Loss,
                    Baseline = baseline,
                }
            )
        );

        Assert.True(history[TrainingLogs.Loss][^1] < history[TrainingLogs.Loss][0]);
        Assert.Equal(epochs, history.Epochs.Count);
        if (epochs == 4)
            Assert.StartsWith("loss has not been better than the baseline of 0 for 4 epochs; the best was ", history.StopReason);
    }

    [Fact]
    public void Networks_are_saved_every_few_epochs()
    {
        TrainingLoop.Run(
            Job(new ConvNetOptions { Epochs = 5, NumberOfThreads = 1 }, new SaveNetwork(_folder.File("{epoch}.onnx")) { Every = 2 })
        );

        Assert.Equal(["2.onnx", "4.onnx"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Stopped_and_resumed_early_stopping_ends_alike(int epoch)
    {
        ConvNetOptions options = new()
        {
            Epochs = 8,
            LearningRate = 0.3,
            Optimizer = new SgdOptimizer(),
            NumberOfThreads = 1,
        };
        (OnnxNetwork whole, TrainingHistory history) = TrainingLoop.Run(Job(options, Stopping(), new Act(_ => { })));
        using var cancel = new CancellationTokenSource();
        options = options with { Checkpoint = new(Path.Combine(_folder.Path, "state")) };
        Assert.ThrowsAny<OperationCanceledException>(() =>
            TrainingLoop.Run(Job(options with { Cancellation = cancel.Token }, Stopping(), new Act(c => Cancel(c))))
        );
        (OnnxNetwork resumed, TrainingHistory resumedHistory) = TrainingLoop.Run(Job(options, Stopping(), new Act(_ => { })));

        Assert.Equal(whole.ToBytes(), resumed.ToBytes());
        Assert.Equal(history.StopReason, resumedHistory.StopReason);
        Assert.Equal(history.Epochs.Count, resumedHistory.Epochs.Count);

        static EarlyStopping Stopping() => new() { Patience = 1 };

        void Cancel(TrainingContext context)
        {
            if (context.Epoch == epoch)
                cancel.Cancel();
        }
    }

    [Fact]
    public void Networks_are_saved_after_each_epoch_or_when_they_are_the_best()
    {
        string each = Path.Combine(_folder.Path, "each", "{epoch}.onnx"),
            best = Path.Combine(_folder.Path, "best.onnx");
        var losses = new List<(double Loss, byte[] Network)>();
        TrainingLoop.Run(
            Job(
                new ConvNetOptions
                {
                    Epochs = 4,
                    LearningRate = 0.5,
                    Optimizer = new SgdOptimizer(),
                    NumberOfThreads = 1,
                },
                new SaveNetwork(each),
                new SaveNetwork(best) { BestOnly = true },
                new Act(c => losses.Add((c.Logs[TrainingLogs.ValidationLoss], c.Snapshot().ToBytes())))
            )
        );

        for (int epoch = 1; epoch <= 4; epoch++)
            Assert.Equal(losses[epoch - 1].Network, File.ReadAllBytes(each.Replace("{epoch}", $"{epoch}", StringComparison.Ordinal)));
        Assert.Equal(losses.MinBy(l => l.Loss).Network, File.ReadAllBytes(best));
        Assert.Equal(5, Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_training_with_advice()
    {
        int epochs = 0;
        string message = Assert
            .Throws<InvalidOperationException>(() =>
                TrainingLoop.Run(
                    Job(
                        new ConvNetOptions
                        {
                            Epochs = 3,
                            LearningRate = 1e30,
                            Optimizer = new SgdOptimizer(),
                            NumberOfThreads = 1,
                        },
                        new StopOnNaN(),
                        new Act(_ => epochs++)
                    )
                )
            )
            .Message;

        Assert.Equal(1, epochs);
        Assert.Contains("Lower the learning rate (1E+30 now)", message);
        Assert.Contains("are no longer finite numbers", message);
    }

    [Fact]
    public void A_network_that_has_gone_wrong_overwrites_neither_checkpoint_nor_file()
    {
        string state = Path.Combine(_folder.Path, "state"),
            file = Path.Combine(_folder.Path, "net.onnx");
        ConvNetOptions options = new()
        {
            Epochs = 1,
            LearningRate = 0.01,
            Optimizer = new SgdOptimizer(),
            NumberOfThreads = 1,
            Checkpoint = new(state),
        };
        TrainingLoop.Run(Job(options, new StopOnNaN(), new SaveNetwork(file)));
        (byte[] goodState, byte[] goodFile) = (File.ReadAllBytes(state), File.ReadAllBytes(file));
        string message = Assert
            .Throws<InvalidOperationException>(() =>
                TrainingLoop.Run(
                    Job(
                        options with
                        {
                            Epochs = 3,
                            LearningRate = 1e30,
                            Checkpoint = new(state) { Resume = false },
                        },
                        new StopOnNaN(),
                        new SaveNetwork(file)
                    )
                )
            )
            .Message;

        Assert.Contains("Lower the learning rate", message);
        Assert.Equal(goodState, File.ReadAllBytes(state));
        Assert.Equal(goodFile, File.ReadAllBytes(file));
    }

    [Fact]
    public void The_CSV_file_holds_the_history()
    {
        string path = Path.Combine(_folder.Path, "log.csv");
        TrainingHistory history = Train(new CsvLog(path)).History;

        Assert.Equal(history.ToCsv(), File.ReadAllText(path));
        Assert.Equal("epoch,loss,accuracy,learning_rate,images_per_second,val_loss,val_accuracy,seconds", File.ReadLines(path).First());
    }

    [Fact]
    public void Progress_is_a_bar_that_is_replaced_and_a_line_for_each_epoch()
    {
        var drawn = new StringWriter();
        var plain = new StringWriter();
        Train(new ProgressBar(drawn) { Draw = true }, new ProgressBar(plain));

        Assert.Contains("\rEpoch 1/5 [###", drawn.ToString());
        string[] lines = plain.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        Assert.Matches(
            @"^Epoch 1/5: loss \d\.\d{4}, accuracy 0\.\d{4}, \d+ images/s, val_loss \d\.\d{4}, val_accuracy 0\.\d{4}, \d+\.\d s$",
            lines[0]
        );
    }

    [Fact]
    public void A_history_can_be_drawn()
    {
        XElement svg = XElement.Parse(Train().History.ToSvg());
        XNamespace ns = "http://www.w3.org/2000/svg";

        Assert.Equal(
            ["loss", "val_loss", "accuracy", "val_accuracy", "learning_rate"],
            svg.Elements(ns + "text")
                .Select(t => t.Value)
                .Where(t => t.Any(char.IsLetter) && !t.Contains("epochs", StringComparison.Ordinal))
        );
        Assert.All(svg.Elements(ns + "polyline"), line => Assert.Equal(5, line.Attribute("points")!.Value.Split(' ').Length));
    }

    [Fact]
    public void What_is_watched_must_be_reported()
    {
        Assert.Contains(
            "'val_mae' is to be monitored",
            Assert.Throws<InvalidOperationException>(() => Train(new EarlyStopping { Monitor = "val_mae" })).Message
        );
    }

    private static (OnnxNetwork Network, TrainingHistory History) Train(params TrainingCallback[] callbacks) =>
        TrainingLoop.Run(
            Job(
                new ConvNetOptions
                {
                    Epochs = 5,
                    LearningRate = 1e-30,
                    Optimizer = new SgdOptimizer(),
                    NumberOfThreads = 1,
                },
                callbacks
            )
        );

    private static TrainingJob Job(ConvNetOptions options, params TrainingCallback[] callbacks) =>
        new()
        {
            Network = NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(4, 3).Relu().Flatten().Dense(3).Build(),
            Task = ModelTask.Multiclass,
            Source = new StripesSource(100, 25),
            Validation = new StripesSource(60, 25, seed: 5),
            Options = options with { Callbacks = callbacks },
        };

    private sealed class Act(Action<TrainingContext> action) : TrainingCallback
    {
        public override void OnEpochEnd(TrainingContext context) => action(context);
    }
}
