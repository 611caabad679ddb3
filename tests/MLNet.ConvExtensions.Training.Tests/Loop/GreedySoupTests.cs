using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Loop;
using TorchSharp;
using static MLNet.ConvExtensions.Training.Tests.Loop.StripesTraining;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>Averages of the best epochs' weights.</summary>
public sealed class GreedySoupTests
{
    private static readonly ConvNetOptions Options = new()
    {
        Epochs = 6,
        LearningRate = 0.02,
        NumberOfThreads = 1,
    };

    [Theory]
    [InlineData(TrainingLogs.ValidationLoss, false, 0.02)]
    [InlineData(TrainingLogs.ValidationLoss, true, 0.02)]
    [InlineData(TrainingLogs.ValidationLoss, false, 0.3)]
    [InlineData(TrainingLogs.ValidationAccuracy, false, 0.02)]
    public void A_soup_is_the_mean_of_its_members_and_never_worse_than_the_best_of_them(string monitor, bool averages, double rate)
    {
        var soup = new GreedySoup { Monitor = monitor, Members = 4 };
        List<OnnxNetwork> epochs = [];
        (OnnxNetwork network, TrainingHistory history) = TrainingLoop.Run(
            Job(
                Options with
                {
                    LearningRate = rate,
                    Callbacks = [soup, new AtEpochs(context => epochs.Add(context.Snapshot()))],
                    WeightAverage = averages ? new WeightAverage { Decay = 0.9 } : null,
                }
            )
        );
        double[] values = history[monitor].ToArray();
        bool more = monitor == TrainingLogs.ValidationAccuracy;
        double best = more ? values.Max() : values.Min();
        (double loss, double accuracy) = Judge(network);

        Assert.InRange(soup.Epochs.Count, 1, 4);
        Assert.Equal(best, values[soup.Epochs[0] - 1]);
        if (more)
            Assert.True(accuracy >= best - 1e-9, $"{accuracy} after {best}");
        else
            Assert.True(loss <= best + 1e-6, $"{loss} after {best}");
        foreach (NetworkWeight weight in network.Weights)
        {
            float[][] members = [.. soup.Epochs.Select(e => epochs[e - 1].Weights.Single(w => w.Name == weight.Name).Contents.ToFloats())];
            float[] found = weight.Contents.ToFloats();
            for (int i = 0; i < found.Length; i++)
                Assert.Equal(members.Average(m => (double)m[i]), found[i], 1e-4 * Math.Max(1, Math.Abs(found[i])));
        }
    }

    [Fact]
    public void Stopped_and_resumed_it_is_the_same_to_the_byte()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = TrainingLoop.Run(Job(Options with { Callbacks = [new GreedySoup()] })).Network.ToBytes();
        using var cancel = new CancellationTokenSource();
        ConvNetOptions options = Options with { Checkpoint = new(folder.File("state")) };
        Assert.ThrowsAny<OperationCanceledException>(() =>
            TrainingLoop.Run(
                Job(options with { Cancellation = cancel.Token, Callbacks = [new GreedySoup(), new StopAt(28, cancel.Cancel)] })
            )
        );

        Assert.Equal(whole, TrainingLoop.Run(Job(options with { Callbacks = [new GreedySoup()] })).Network.ToBytes());
    }

    [Fact]
    public void Without_a_validation_it_is_refused()
    {
        TrainingJob job = Job(Options with { Callbacks = [new GreedySoup()] }) with { Validation = null };

        Assert.Contains(
            "GreedySoup.Monitor is val_loss; allowed: a value of a validation",
            Assert.Throws<ArgumentException>(() => TrainingLoop.Run(job)).Message,
            StringComparison.Ordinal
        );
    }

    private static (double Loss, double Accuracy) Judge(OnnxNetwork network)
    {
        using DisposeScope scope = NewDisposeScope();
        using var judged = new TrainableNetwork(network);
        (double loss, double right) = (0, 0);
        var validation = new StripesSource(60, 25, seed: 5);
        while (validation.Next(default) is { } batch)
        {
            Tensor images = tensor(batch.Inputs).reshape(batch.Count, 1, 8, 8),
                labels = tensor([.. batch.Targets.Select(t => (long)t)]),
                outputs = judged.Forward(images, training: false)[0];
            loss += nn.functional.cross_entropy(outputs, labels).item<float>() * batch.Count;
            right += outputs.argmax(1).eq(labels).sum().item<long>();
        }

        return (loss / 60, right / 60);
    }

    private sealed class AtEpochs(Action<TrainingContext> action) : TrainingCallback
    {
        public override void OnEpochEnd(TrainingContext context) => action(context);
    }
}
