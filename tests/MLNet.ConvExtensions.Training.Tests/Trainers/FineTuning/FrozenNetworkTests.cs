using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Autograd;
using MLNet.ConvExtensions.Training.Trainers.FineTuning;
using TorchSharp;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning;

/// <summary>Stages that never learn, computed by ONNX Runtime in each epoch, since the images are changed.</summary>
public sealed class FrozenNetworkTests : IDisposable
{
    private static readonly string[] Kinds = ["one", "two", "three"];

    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(7, 3)]
    [InlineData(16, 2)]
    [InlineData(33, 4)]
    public void It_gives_what_the_same_stages_give_that_could_learn(int images, int threads)
    {
        OnnxNetwork frozen = NetworkSplit.At(Photos.Network, Photos.Network.Layers[3].OutputName).Frozen;
        float[] planes = Backbones.Images(frozen, images);
        using var network = new FrozenNetwork(frozen, threads);
        var values = new float[images * network.Length];
        network.Run(planes, images, values);

        using var trainable = new TrainableNetwork(frozen);
        using torch.Tensor input = torch.tensor(planes, [images, 3, 24, 24]);
        using torch.Tensor expected = trainable.Forward(input, training: false)[0];
        float[] other = expected.data<float>().ToArray();
        Assert.Equal(other.Length, values.Length);
        for (int i = 0; i < other.Length; i++)
            Assert.Equal(other[i], values[i], 1e-4f);
    }

    [Theory]
    [InlineData(FineTuneStrategy.Head)]
    [InlineData(FineTuneStrategy.LastStages)]
    public void Augmented_and_stopped_anywhere_it_ends_with_the_same_bytes(FineTuneStrategy strategy)
    {
        IDataView data = Data(18);
        FineTuneOptions options = Options with { Strategy = strategy };
        byte[] whole = Train(data, options);
        FineTuneOptions kept = options with { Checkpoint = new CheckpointOptions(_folder.File("state")) };
        using var cancel = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() =>
            Train(data, kept with { Cancellation = cancel.Token, Callbacks = [new CancelAt(4, cancel)] })
        );
        Assert.Equal(whole, Train(data, kept with { Callbacks = [new CancelAt(-1, null)] }));
        Assert.Equal(whole, Train(data, options with { CacheMegabytes = 0 }));
        Assert.Equal(whole, Train(data, options with { ImageCacheFolder = _folder.File("cache") }));
        Assert.Equal(whole, Train(data, options with { ImageCacheFolder = _folder.File("cache") }));
    }

    [Fact]
    public void Stages_that_dont_learn_stay_to_the_bit_and_the_judgement_is_that_of_the_fitted_stage()
    {
        IDataView data = Data(18);
        using ConvNetTransformer model = Trainer(Options with { ValidationSet = data }).Fit(data);

        NetworkWeight[] before = [.. Photos.Network.Weights];
        foreach (NetworkWeight weight in model.Network.Weights.Where(w => w.Name == before[0].Name))
            Assert.Equal(before[0].Contents.Bytes.ToArray(), weight.Contents.Bytes.ToArray());
        Assert.Equal(
            _ml.MulticlassClassification.Evaluate(model.Transform(data)).LogLoss,
            model.History[TrainingLogs.ValidationLoss][^1],
            tolerance: 1e-4
        );
    }

    private static FineTuneOptions Options { get; } =
        new()
        {
            FeatureColumnName = nameof(Row.Path),
            Epochs = 2,
            BatchSize = 5,
            NumberOfThreads = 1,
            Augmentation = new()
            {
                HorizontalFlip = true,
                CropArea = 0.5,
                Rotation = 3,
            },
        };

    private FineTuneTrainer Trainer(FineTuneOptions options) => _ml.MulticlassClassification.Trainers.FineTune(Photos, options);

    private static Backbone Photos { get; } =
        Backbone.FromNetwork(
            "small",
            NetworkBuilder
                .Image(24, 24, 3, seed: 4)
                .Conv(6, 3)
                .Relu()
                .MaxPool(2)
                .Conv(8, 3)
                .Relu()
                .GlobalAveragePool()
                .Dense(4)
                .Build("small")
        );

    private byte[] Train(IDataView data, FineTuneOptions options)
    {
        using ConvNetTransformer model = Trainer(options).Fit(data);
        return model.Network.ToBytes();
    }

    private IDataView Data(int count)
    {
        Row[] rows =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new Row { Kind = Kinds[i % 3], Path = _folder.Write($"{i}.png", TestImages.Png(i % 3, 30 + i, 40 - i)) }),
        ];
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        return _ml.Transforms.Conversion.MapValueToKey("Label", nameof(Row.Kind)).Fit(data).Transform(data);
    }

    private sealed class CancelAt(long step, CancellationTokenSource? source) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context)
        {
            if (context.Step == step)
                source!.Cancel();
        }
    }

    private sealed class Row
    {
        public string Kind { get; set; } = "";

        public string Path { get; set; } = "";
    }
}
