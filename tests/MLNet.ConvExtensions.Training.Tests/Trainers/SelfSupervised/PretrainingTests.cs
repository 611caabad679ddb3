using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;
using TorchSharp;
using static MLNet.ConvExtensions.Training.Tests.Trainers.SelfSupervised.Drawings;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.SelfSupervised;

/// <summary>Trainings without labels, of small networks on drawn images.</summary>
public sealed class PretrainingTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Kind.Autoencoder)]
    [InlineData(Kind.Rotation)]
    [InlineData(Kind.Contrastive)]
    public void It_learns_and_gives_features_a_history_and_a_backbone(Kind kind)
    {
        IDataView data = Vectors(48, channels: 3);
        AugmentationOptions little = new()
        {
            Noise = 0.05,
            ShiftPixels = 1,
            Border = BorderFill.Edge,
        };
        using PretrainedNetworkTransformer model = Estimator(
                kind,
                Network(3),
                o =>
                    o with
                    {
                        Epochs = 12,
                        LearningRate = 0.01,
                        ValidationFraction = 0.25,
                        Augmentation = kind == Kind.Contrastive ? little : null,
                    }
            )
            .Fit(data);
        IReadOnlyList<double> losses = model.History[TrainingLogs.Loss];

        Assert.True(losses[^1] < 0.75 * losses[0], model.History.ToCsv());
        Assert.Equal(kind != Kind.Autoencoder, model.History.Names.Contains(TrainingLogs.ValidationAccuracy));
        Assert.True(model.History[TrainingLogs.ValidationLoss][^1] < model.History[TrainingLogs.ValidationLoss][0], model.History.ToCsv());
        Assert.Equal(12, model.FeatureCount);
        Assert.Equal("(None, 12)", model.Network.Outputs[0].Shape!.ToString());
        Assert.All(Features(model.Transform(data)), row => Assert.All(row, value => Assert.True(float.IsFinite(value))));

        // What the backbone's own preprocessing leaves as it is goes into ConvFeatures with the same result.
        using ConvFeaturesTransformer stage = _ml.Transforms.ConvFeatures("Features", "Image", model.Backbone).Fit(data);
        Assert.All(
            Features(model.Transform(data)).Zip(Features(stage.Transform(data))),
            rows => Assert.Equal(rows.First, rows.Second, (a, b) => Math.Abs(a - b) < 1e-5)
        );
    }

    [Theory]
    [InlineData(0.9f)]
    [InlineData(0.9997f)]
    public void Statistics_of_batch_normalisation_are_those_of_the_images_whatever_momentum_the_network_came_with(float momentum)
    {
        using PretrainedNetworkTransformer model = Estimator(
                Kind.Autoencoder,
                Network(3, momentum: momentum),
                o => o with { Epochs = 10, LearningRate = 1e-30, Optimizer = new SgdOptimizer() }
            )
            .Fit(Vectors(64, 3));
        using var network = new TrainableNetwork(model.Network);
        float[] mean = network.Statistics.Single(s => s.Key.Contains("mean")).Value.data<float>().ToArray();
        OnnxNetwork before = model.Network.CutAt("conv1").WithPooling(FeaturePooling.Average);
        using ConvFeaturesTransformer stage = _ml
            .Transforms.ConvFeatures("Features", "Image", Backbone.FromNetwork("before", before, AsTheyAre, before.Outputs[0].Name))
            .Fit(Vectors(64, 3));
        float[][] rows = Features(stage.Transform(Vectors(64, 3)));

        // With a momentum of 0.9 the last ten steps count most.
        for (int map = 0; map < mean.Length; map++)
            Assert.Equal(rows.Average(r => r[map]), mean[map], tolerance: 0.05);
    }

    [Theory]
    [InlineData(Kind.Autoencoder)]
    [InlineData(Kind.Rotation)]
    [InlineData(Kind.Contrastive)]
    public void The_same_seed_gives_the_same_bytes_and_another_gives_others(Kind kind)
    {
        byte[] once = Train(4),
            again = Train(4),
            other = Train(5);

        Assert.Equal(once, again);
        Assert.NotEqual(once, other);

        byte[] Train(int seed)
        {
            using PretrainedNetworkTransformer model = Estimator(kind, Network(3), o => o with { Seed = seed, NumberOfThreads = 2 })
                .Fit(Vectors(24, 3));
            return model.PretextNetwork.ToBytes();
        }
    }

    [Theory]
    [InlineData(Kind.Autoencoder, 1)]
    [InlineData(Kind.Rotation, 4)]
    [InlineData(Kind.Contrastive, 2)]
    [InlineData(Kind.Contrastive, 5)]
    public void Cancelled_and_resumed_it_ends_with_the_same_bytes(Kind kind, long step)
    {
        IDataView data = Vectors(24, 3);
        using var cancel = new CancellationTokenSource();
        var checkpoint = new CheckpointOptions(_folder.File("state"));
        byte[] whole = Train(o => o with { Callbacks = [new CancelAt(-1, cancel)] });
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Train(o => o with { Checkpoint = checkpoint, Cancellation = cancel.Token, Callbacks = [new CancelAt(step, cancel)] })
        );

        Assert.Equal(whole, Train(o => o with { Checkpoint = checkpoint, Callbacks = [new CancelAt(-1, cancel)] }));
        string refused = Assert
            .Throws<CheckpointException>(() =>
                Train(o => o with { Checkpoint = checkpoint, Seed = 77, Callbacks = [new CancelAt(-1, cancel)] })
            )
            .Message;
        Assert.Contains("is of another training", refused);

        byte[] Train(Func<PretrainingOptions, PretrainingOptions> change)
        {
            using PretrainedNetworkTransformer model = Estimator(kind, Network(3), o => change(o with { Epochs = 3 })).Fit(data);
            return model.PretextNetwork.ToBytes();
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void Images_of_all_forms_are_learnt_from_alike_and_a_saved_model_gives_the_same(int channels)
    {
        IDataView data = Paths(10);
        IDataView images = _ml.Transforms.LoadImages("Picture", _folder.Path, nameof(Row.Path)).Fit(data).Transform(data);
        PretrainingEstimator Of(string column) =>
            Estimator(Kind.Contrastive, Network(channels), o => o with { InputColumnName = column, ImageFolder = _folder.Path });
        using PretrainedNetworkTransformer model = Of(nameof(Row.Path)).Fit(data),
            encoded = Of(nameof(Row.Bytes)).Fit(data),
            loaded = Of("Picture").Fit(images);

        Assert.Equal(model.Network.ToBytes(), encoded.Network.ToBytes());
        Assert.Equal(model.Network.ToBytes(), loaded.Network.ToBytes());
        float[][] features = Features(model.Transform(data));
        Assert.Equal(features, Features(encoded.Transform(data)));

        using ConvFeaturesTransformer stage = _ml
            .Transforms.ConvFeatures(
                model.Backbone,
                new ConvFeaturesOptions
                {
                    OutputColumnName = "Features",
                    InputColumnName = nameof(Row.Path),
                    ImageFolder = _folder.Path,
                }
            )
            .Fit(data);
        Assert.All(
            features.Zip(Features(stage.Transform(data))),
            rows => Assert.Equal(rows.First, rows.Second, (a, b) => Math.Abs(a - b) < 1e-5)
        );

        string path = _folder.File("model.zip");
        _ml.Model.Save(model, data.Schema, path);
        ITransformer restored = _ml.Model.LoadWithConvFeatures(path, out _);
        Assert.Equal(features, Features(restored.Transform(data)));
        (restored as IDisposable)?.Dispose();
    }

    [Fact]
    public void Callbacks_and_the_autoencoders_images_are_as_the_history_says()
    {
        IDataView data = Vectors(24, 3);
        string path = _folder.File("best.onnx");
        using PretrainedNetworkTransformer model = Estimator(
                Kind.Autoencoder,
                Network(3),
                o =>
                    o with
                    {
                        Epochs = 6,
                        LearningRate = 0.02,
                        ValidationSet = data,
                        Callbacks =
                        [
                            new SaveNetwork(path) { BestOnly = true },
                            new EarlyStopping { Patience = 20, RestoreBest = true },
                            new CsvLog(_folder.File("log.csv")),
                        ],
                    }
            )
            .Fit(data);
        OnnxNetwork saved = OnnxNetwork.Load(path);

        // As a stage of its own, computed by ONNX Runtime.
        using ConvFeaturesTransformer stage = _ml
            .Transforms.ConvFeatures(
                Backbone.FromNetwork("autoencoder", model.PretextNetwork, AsTheyAre),
                new ConvFeaturesOptions
                {
                    InputColumnName = "Image",
                    Layer = model.PretextNetwork.Outputs[0].Name,
                    Pooling = FeaturePooling.None,
                }
            )
            .Fit(data);
        double error = Features(stage.Transform(data))
            .Zip(data.GetColumn<float[]>("Image"), (made, seen) => made.Zip(seen, (a, b) => (double)(a - b) * (a - b)).Average())
            .Average();

        Assert.Equal(model.History[TrainingLogs.ValidationLoss].Min(), error, tolerance: 1e-5);
        Assert.Equal(saved.Layers.Select(l => l.Name), model.PretextNetwork.Layers.Select(l => l.Name));
        Assert.Equal(7, File.ReadAllLines(_folder.File("log.csv")).Length);
    }

    [Fact]
    public void A_saved_model_of_vectors_is_one_of_stock_stages()
    {
        IDataView data = Vectors(16, 2);
        using PretrainedNetworkTransformer model = Estimator(Kind.Rotation, Network(2), o => o).Fit(data);
        string path = _folder.File("model.zip");
        _ml.Model.Save(model, data.Schema, path);

        ITransformer loaded = new MLContext().Model.Load(path, out _);
        Assert.All(
            Features(model.Transform(data)).Zip(Features(loaded.Transform(data))),
            rows => Assert.Equal(rows.First, rows.Second, (a, b) => Math.Abs(a - b) < 1e-5)
        );
    }

    [Fact]
    public void The_promised_schema_is_that_of_the_data()
    {
        IDataView data = Vectors(16, 3);
        PretrainingEstimator estimator = Estimator(Kind.Rotation, Network(3), o => o);
        using PretrainedNetworkTransformer model = estimator.Fit(data);
        SchemaShape.Column promised = estimator.GetOutputSchema(new ShapeOf(data).Shape).Single(c => c.Name == "Features");

        Assert.Equal(SchemaShape.Column.VectorKind.Vector, promised.Kind);
        Assert.Equal(NumberDataViewType.Single, promised.ItemType);
        Assert.Equal(12, ((VectorDataViewType)model.GetOutputSchema(data.Schema)["Features"].Type).Size);
        Assert.Equal(((ITransformer)model).GetRowToRowMapper(data.Schema).OutputSchema.Count, model.GetOutputSchema(data.Schema).Count);
    }

    [Theory]
    [InlineData(32, 32, null)]
    [InlineData(28, 28, null)]
    [InlineData(21, 33, null)]
    [InlineData(9, 40, "conv1")]
    [InlineData(20, 20, "maxpool1")]
    [InlineData(3, 5, null)]
    public void The_decoder_gives_images_of_the_size_that_came_in(int height, int width, string? layer)
    {
        OnnxNetwork network = NetworkBuilder
            .Image(height, width, 2, seed: 1)
            .Conv(5, 3)
            .Relu()
            .MaxPool(height > 9 ? 3 : 1)
            .Conv(4, 1)
            .GlobalAveragePool()
            .Dense(3)
            .Build("odd");
        IDataView data = Vectors(4, 2, height, width);
        using PretrainedNetworkTransformer model = _ml
            .Transforms.PretrainAutoencoder(
                network,
                new PretrainAutoencoderOptions
                {
                    InputColumnName = "Image",
                    Layer = layer,
                    Epochs = 1,
                    BatchSize = 4,
                    NumberOfThreads = 1,
                    DecoderWidth = 2,
                }
            )
            .Fit(data);

        Assert.Equal($"(None, 2, {height}, {width})", model.PretextNetwork.Outputs[0].Shape!.ToString());
        Assert.Equal(layer is null ? 4 : 5, model.FeatureCount);
    }

    [Theory]
    [InlineData(Kind.Autoencoder)]
    [InlineData(Kind.Rotation)]
    [InlineData(Kind.Contrastive)]
    public void Epochs_leave_no_tensor_behind(Kind kind)
    {
        var counts = new List<long>();
        Estimator(
                kind,
                Network(3),
                o =>
                    o with
                    {
                        Epochs = 6,
                        ValidationFraction = 0.25,
                        Callbacks = [new EachEpoch(() => counts.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount))],
                    }
            )
            .Fit(Vectors(24, 3))
            .Dispose();

        Assert.Equal(6, counts.Count);
        Assert.All(counts, count => Assert.Equal(counts[0], count));
    }

    [Theory]
    [InlineData("relu2", FeaturePooling.Average, 12)]
    [InlineData("relu2", FeaturePooling.Maximum, 12)]
    [InlineData("relu2", FeaturePooling.None, 12 * 3 * 3)]
    [InlineData("maxpool1", FeaturePooling.Average, 8)]
    public void Features_are_those_of_the_layer_that_was_asked_for(string layer, FeaturePooling pooling, int count)
    {
        IDataView data = Vectors(16, 3);
        foreach (Kind kind in Enum.GetValues<Kind>())
        {
            using PretrainedNetworkTransformer model = Estimator(
                    kind,
                    Network(3),
                    o => o with { Epochs = 1, Layer = layer, Pooling = pooling }
                )
                .Fit(data);
            Assert.Equal(count, model.FeatureCount);
            Assert.Equal(count, Features(model.Transform(data))[0].Length);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void The_backbone_is_fine_tuned(int channels)
    {
        Row[] rows =
        [
            .. Enumerable
                .Range(0, 16)
                .Select(i => new Row { Name = i % 2 == 0 ? "even" : "odd", Bytes = TestImages.Png(1 + (i % 2), 20 + i, 30 - i) }),
        ];
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        using PretrainedNetworkTransformer pretrained = Estimator(
                Kind.Rotation,
                Network(channels),
                o => o with { InputColumnName = nameof(Row.Bytes) }
            )
            .Fit(data);
        IDataView keyed = _ml.Transforms.Conversion.MapValueToKey("Label", nameof(Row.Name)).Fit(data).Transform(data);
        FineTuneOptions options = new()
        {
            FeatureColumnName = nameof(Row.Bytes),
            Strategy = FineTuneStrategy.Full,
            Epochs = 15,
            BatchSize = 4,
            LearningRate = 0.01,
            NumberOfThreads = 1,
        };
        using ConvNetTransformer model = _ml.MulticlassClassification.Trainers.FineTune(pretrained.Backbone, options).Fit(keyed);

        Assert.True(model.History[TrainingLogs.Accuracy][^1] > 0.9, model.History.ToCsv());
    }

    private static BackbonePreprocessing AsTheyAre =>
        new()
        {
            Width = 12,
            Height = 12,
            CropFraction = 1,
            Scale = 1,
            Mean = [0, 0, 0],
            StandardDeviation = [1, 1, 1],
        };

    private static float[][] Features(IDataView data) => [.. data.GetColumn<float[]>("Features")];

    private IDataView Paths(int count)
    {
        Row[] rows = [.. Enumerable.Range(0, count).Select(i => new Row { Path = $"{i}.png", Bytes = TestImages.Png(i, 20 + i, 30 - i) })];
        foreach (Row row in rows)
            File.WriteAllBytes(Path.Combine(_folder.Path, row.Path), row.Bytes);
        return _ml.Data.LoadFromEnumerable(rows);
    }

    private sealed class CancelAt(long step, CancellationTokenSource source) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context)
        {
            if (context.Step == step)
                source.Cancel();
        }
    }

    private sealed class EachEpoch(Action action) : TrainingCallback
    {
        public override void OnEpochEnd(TrainingContext context) => action();
    }

    /// <summary>The shape of some data's schema, as a chain of estimators hands it on.</summary>
    private sealed class ShapeOf
    {
        public ShapeOf(IDataView data)
        {
            var probe = new EstimatorProbe(this);
            new MLContext().Transforms.CopyColumns("Copy", "Image").Append(probe).Fit(data);
        }

        public SchemaShape Shape { get; private set; } = null!;

        private sealed class EstimatorProbe(ShapeOf owner) : IEstimator<ITransformer>
        {
            private readonly IEstimator<ITransformer> _inner = new MLContext().Transforms.CopyColumns("Again", "Image");

            public ITransformer Fit(IDataView input) => _inner.Fit(input);

            public SchemaShape GetOutputSchema(SchemaShape inputSchema)
            {
                owner.Shape = inputSchema;
                return _inner.GetOutputSchema(inputSchema);
            }
        }
    }

    private sealed class Row
    {
        public string Name { get; set; } = "";

        public string Path { get; set; } = "";

        public byte[] Bytes { get; set; } = [];
    }
}
