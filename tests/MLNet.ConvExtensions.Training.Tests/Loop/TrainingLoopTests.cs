using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Loop;
using TorchSharp;
using static MLNet.ConvExtensions.Training.Tests.Loop.StripesTraining;

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

    [Fact]
    public void Trainings_at_the_same_time_give_the_bytes_that_each_gives_alone()
    {
        ConvNetOptions options = new() { Epochs = 2, NumberOfThreads = 1 };
        byte[] alone = TrainingLoop.Run(Job(options)).Network.ToBytes();
        var several = new byte[6][];
        Thread[] threads =
        [
            .. Enumerable
                .Range(0, several.Length)
                .Select(i => new Thread(() => several[i] = TrainingLoop.Run(Job(options)).Network.ToBytes())),
        ];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();

        Assert.All(several, bytes => Assert.Equal(alone, bytes));
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
        Assert.Matches(
            "^GPU 0 was asked for, but TorchSharp finds no CUDA device, since this libtorch is for processors alone: reference the package "
                + "TorchSharp-cuda-(linux|windows) 0.107.0 in place of TorchSharp-cpu, or name the folder of a libtorch with CUDA with the "
                + "variable MLNET_CONV_LIBTORCH, or use the CPU.$",
            Assert.Throws<InvalidOperationException>(() => TrainingLoop.Run(Job(new ConvNetOptions { GpuDeviceId = 0 }))).Message
        );
    }

    private sealed class EachEpoch(Action<TrainingContext> action) : TrainingCallback
    {
        public override void OnEpochEnd(TrainingContext context) => action(context);
    }
}
