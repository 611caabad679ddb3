using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Losses;
using TorchSharp;
using static MLNet.ConvExtensions.Training.Tests.Loop.StripesTraining;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>Images that grow while the training goes on.</summary>
public sealed class ProgressiveResizingTests
{
    private static readonly ProgressiveResizing Half = new() { SizeIncrement = 2 };

    // Composer's rule: round(side * scale / increment) * increment, with the scale in a straight line from the delay to the last part.
    [Theory]
    [InlineData(0, 16)]
    [InlineData(0.5, 16)]
    [InlineData(0.55, 20)]
    [InlineData(0.65, 24)]
    [InlineData(0.75, 28)]
    [InlineData(0.79, 32)]
    [InlineData(0.8, 32)]
    [InlineData(1, 32)]
    public void Sizes_are_those_of_the_part_that_is_done(double done, long expected) =>
        Assert.Equal(expected, new ProgressiveResizing().SizeAt(32, done));

    [Fact]
    public void A_smaller_pixel_is_the_mean_of_its_area_and_the_full_size_the_batch_itself()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new TrainableNetwork(Pooled());
        var tensors = new BatchTensors(network, new CrossEntropyLoss(0, null, CPU), Half);
        TrainingBatch batch = new StripesSource(6, 3).Next(default)!;

        Tensor full = tensors.Of(batch).Input,
            last = tensors.Of(batch, 0.9).Input,
            first = tensors.Of(batch, 0).Input;
        Assert.Equal([3, 1, 8, 8], full.shape);
        Assert.Equal([3, 1, 4, 4], first.shape);
        Assert.True(full.eq(last).all().item<bool>());
        for (int y = 0; y < 4; y++)
        {
            for (int x = 0; x < 4; x++)
            {
                float mean = full[1, 0].narrow(0, 2 * y, 2).narrow(1, 2 * x, 2).mean().item<float>();
                Assert.Equal(mean, first[1, 0, y, x].item<float>(), tolerance: 1e-6f);
            }
        }
    }

    [Fact]
    public void A_training_begins_small_and_ends_in_full_size_and_resumed_with_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        ConvNetOptions options = new()
        {
            Epochs = 3,
            NumberOfThreads = 1,
            ProgressiveResizing = Half,
        };
        byte[] whole = TrainingLoop.Run(Job(options) with { Network = Pooled() }).Network.ToBytes(),
            constant = TrainingLoop.Run(Job(options with { ProgressiveResizing = null }) with { Network = Pooled() }).Network.ToBytes();
        using var cancel = new CancellationTokenSource();
        options = options with { Checkpoint = new(folder.File("state")) };
        Assert.ThrowsAny<OperationCanceledException>(() =>
            TrainingLoop.Run(
                Job(options with { Cancellation = cancel.Token, Callbacks = [new StopAt(14, cancel.Cancel)] }) with
                {
                    Network = Pooled(),
                }
            )
        );

        Assert.NotEqual(constant, whole);
        Assert.Equal(whole, TrainingLoop.Run(Job(options) with { Network = Pooled() }).Network.ToBytes());
    }

    [Fact]
    public void A_network_of_one_size_is_refused_before_the_first_step()
    {
        ConvNetOptions options = new() { ProgressiveResizing = Half };
        string dense = Assert.Throws<ArgumentException>(() => TrainingLoop.Run(Job(options))).Message;

        Assert.StartsWith(
            "ConvNetOptions.ProgressiveResizing needs a network that takes images of any size; ",
            dense,
            StringComparison.Ordinal
        );
        Assert.Contains("doesn't take 4x4", dense);
    }

    [Fact]
    public void Values_out_of_range_are_refused_by_name()
    {
        (ProgressiveResizing Wrong, string Message)[] all =
        [
            (new() { InitialScale = 1 }, "ProgressiveResizing.InitialScale is 1; allowed: above 0, below 1."),
            (new() { Delay = -0.1 }, "ProgressiveResizing.Delay is -0.1; allowed: 0 or more, below 1."),
            (new() { Delay = 0.75, FineTune = 0.5 }, "ProgressiveResizing.FineTune is 0.5; allowed: 0 to 1 - Delay (0.25)."),
            (new() { SizeIncrement = 0 }, "ProgressiveResizing.SizeIncrement is 0; allowed: 1 to 1024."),
        ];

        Assert.All(
            all,
            w =>
                Assert.StartsWith(
                    w.Message,
                    Assert.Throws<ArgumentException>(new ConvNetOptions { ProgressiveResizing = w.Wrong }.Validate).Message,
                    StringComparison.Ordinal
                )
        );
    }

    private static OnnxNetwork Pooled() =>
        NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(8, 3).BatchNorm().Relu().GlobalAveragePool().Dense(3).Build();
}
