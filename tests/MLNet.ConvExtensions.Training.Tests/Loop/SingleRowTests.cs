using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Autograd;
using MLNet.ConvExtensions.Training.Autograd.Plan;
using MLNet.ConvExtensions.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>
/// Batch normalisation and batches of one row. PyTorch refuses one value a channel: 'Expected more than 1 value per channel when training'.
/// </summary>
public sealed class SingleRowTests
{
    public static TheoryData<string> Lonely => ["vectors", "pooled", "one pixel"];

    [Theory]
    [MemberData(nameof(Lonely))]
    public void One_value_a_channel_is_refused_before_the_first_step(string kind)
    {
        bool started = false;
        string message = Assert.Throws<ArgumentException>(() => Train(kind, 12, 1, new Begun(() => started = true))).Message;

        Assert.Contains("ConvNetOptions.BatchSize is 1 and there are 12 rows to train on; allowed: 2 or more of each", message);
        Assert.False(started);
        Assert.Contains("BatchSize is 4 and there are 1 rows", Assert.Throws<ArgumentException>(() => Train(kind, 1, 4)).Message);
    }

    [Theory]
    [MemberData(nameof(Lonely))]
    public void A_rest_of_one_such_row_is_left_out_and_all_weights_stay_numbers(string kind)
    {
        (OnnxNetwork network, TrainingHistory history) = Train(kind, 13, 4);

        Assert.Null(FiniteWeights.FindOther(network));
        Assert.True(double.IsFinite(history[TrainingLogs.ValidationLoss][^1]));
    }

    [Theory]
    [MemberData(nameof(Lonely))]
    public void Run_by_hand_the_node_is_named_and_the_statistics_stay(string kind)
    {
        using var network = new TrainableNetwork(Network(kind));
        using DisposeScope scope = NewDisposeScope();
        IReadOnlyDictionary<string, byte[]> before = network.Snapshot();
        string message = Assert.Throws<OnnxNetworkException>(() => network.Forward(rand(1, 1, 8, 8), training: true)).Message;

        Assert.Contains("BatchNormalization", message);
        Assert.Contains("it gets one value a channel, [1, 4", message);
        Assert.Equal(before, network.Snapshot());
        Assert.Equal(1, network.Forward(rand(1, 1, 8, 8), training: false)[0].shape[0]);
        Assert.Equal(2, network.Forward(rand(2, 1, 8, 8), training: true)[0].shape[0]);
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(4, 13)]
    [InlineData(32, 1)]
    public void Where_a_row_has_many_values_a_channel_single_rows_are_learned_from_as_in_PyTorch(int batchSize, int rows)
    {
        int steps = 0;
        (OnnxNetwork network, _) = Train("maps", rows, batchSize, new Stepped(c => steps += c.LastLoss is null ? 0 : 1));

        Assert.Null(FiniteWeights.FindOther(network));
        Assert.Equal((rows + batchSize - 1) / batchSize, steps);
    }

    [Theory]
    [InlineData("vectors", "mean")]
    [InlineData("pooled", "weight")]
    [InlineData("maps", "weight")]
    public void A_network_with_a_value_that_is_no_number_is_no_result(string kind, string what)
    {
        OnnxNetwork broken = Broken(Network(kind), what == "mean");
        TrainingJob job = Job(broken, 12, 4, []);

        Assert.NotNull(FiniteWeights.FindOther(broken));
        Assert.Contains("are no longer finite numbers", Assert.Throws<InvalidOperationException>(() => TrainingLoop.Run(job)).Message);
    }

    private static OnnxNetwork Broken(OnnxNetwork network, bool statistic)
    {
        NetworkWeight weight = network.WithOwnStatistics().Weights.First(w => w.IsStatistic == statistic);
        float[] values = new float[weight.Contents.Count];
        Array.Fill(values, float.NaN);
        return network
            .WithOwnStatistics()
            .WithWeights(new Dictionary<string, StoredTensor> { [weight.Name] = StoredTensor.OfFloats(values, weight.Contents.Shape) });
    }

    private static OnnxNetwork Network(string kind)
    {
        NetworkBuilder image = NetworkBuilder.Image(8, 8, 1, seed: 4);
        return (
            kind switch
            {
                "vectors" => image.Flatten().Dense(4).BatchNorm().Relu(),
                "pooled" => image.Conv(4, 3).Relu().GlobalAveragePool().BatchNorm(),
                "one pixel" => image.Conv(4, 8).BatchNorm().Relu().Flatten(),
                _ => image.Conv(4, 3).BatchNorm().Relu().Flatten(),
            }
        )
            .Dense(3)
            .Build();
    }

    private static (OnnxNetwork Network, TrainingHistory History) Train(
        string kind,
        int rows,
        int batchSize,
        params TrainingCallback[] callbacks
    ) => TrainingLoop.Run(Job(Network(kind), rows, batchSize, callbacks));

    private static TrainingJob Job(OnnxNetwork network, int rows, int batchSize, TrainingCallback[] callbacks) =>
        new()
        {
            Network = network,
            Task = ModelTask.Multiclass,
            Source = new StripesSource(rows, batchSize),
            Validation = new StripesSource(10, 4, seed: 5),
            Options = new ConvNetOptions
            {
                Epochs = 1,
                BatchSize = batchSize,
                NumberOfThreads = 1,
                Callbacks = callbacks,
            },
        };

    private sealed class Begun(Action action) : TrainingCallback
    {
        public override void OnTrainingStart(TrainingContext context) => action();
    }

    private sealed class Stepped(Action<TrainingContext> action) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context)
        {
            _ = context.Logs.Count;
            action(context);
        }
    }
}
