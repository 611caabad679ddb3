using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

/// <summary>Signals, images of any number of channels and volumes go the whole way: trained, saved, resumed, exported, trained on.</summary>
public sealed class SampleKindTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Kinds => SampleKinds.Names;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_are_learnt_and_the_saved_model_says_the_same(string kind)
    {
        IDataView train = SampleKinds.Rows(kind, 64),
            test = SampleKinds.Rows(kind, 20, seed: 2);
        using ConvNetTransformer model = Train(train, kind, new ConvNetOptions());
        float[][] scores = Scores(model.Transform(test));
        Assert.Equal(1, _ml.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy);

        _ml.Model.Save(model, train.Schema, _folder.File("model.zip"));
        foreach (
            ITransformer loaded in new[]
            {
                new MLContext().Model.Load(_folder.File("model.zip"), out _),
                new MLContext().Model.LoadWithConvFeatures(_folder.File("model.zip"), out _),
            }
        )
        {
            Equal(scores, Scores(loaded.Transform(test)));
            SampleKinds.Row[] rows = [.. _ml.Data.CreateEnumerable<SampleKinds.Row>(test, false, true, SampleKinds.Schema(kind))];
            using PredictionEngine<SampleKinds.Row, SampleKinds.Answer> engine = _ml.Model.CreatePredictionEngine<
                SampleKinds.Row,
                SampleKinds.Answer
            >(loaded, ignoreMissingColumns: true, SampleKinds.Schema(kind));
            Equal(scores, [.. rows.Select(row => engine.Predict(row).Score)]);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_are_exported_with_the_same_answers(string kind)
    {
        IDataView data = SampleKinds.Rows(kind, 16);
        using ConvNetTransformer model = Train(data, kind, new ConvNetOptions { Epochs = 1 });
        _ml.Model.ExportOnnx(model, data.Schema, _folder.File("model.onnx"), "Score");
        using var session = new InferenceSession(_folder.File("model.onnx"));
        using var options = new RunOptions();
        float[][] scores = Scores(model.Transform(data));
        int row = 0;
        foreach (float[] features in data.GetColumn<float[]>("Features"))
        {
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(features, [1, features.Length]);
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, ["Features"], [input], ["Score"]);
            Equal([scores[row++]], [results[0].GetTensorDataAsSpan<float>().ToArray()]);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_training_that_was_stopped_goes_on_to_the_same_network(string kind)
    {
        IDataView data = SampleKinds.Rows(kind, 32);
        var options = new ConvNetOptions
        {
            Epochs = 3,
            Augmentation = new()
            {
                ShiftPixels = 1,
                Noise = 0.05,
                Mixup = 0.1,
            },
        };
        using ConvNetTransformer whole = Train(data, kind, options);
        using var cancel = new CancellationTokenSource();
        var checkpoint = new CheckpointOptions(_folder.File("state"));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Train(data, kind, options with { Checkpoint = checkpoint, Cancellation = cancel.Token, Callbacks = [new CancelAt(6, cancel)] })
        );
        using ConvNetTransformer resumed = Train(data, kind, options with { Checkpoint = checkpoint, Callbacks = [new CancelAt(6, null)] });

        Assert.Equal(whole.Network.ToBytes(), resumed.Network.ToBytes());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void From_its_file_it_is_trained_further_and_gives_features(string kind)
    {
        IDataView train = SampleKinds.Rows(kind, 64),
            test = SampleKinds.Rows(kind, 20, seed: 2);
        using (ConvNetTransformer model = Train(train, kind, new ConvNetOptions()))
            model.Network.Save(_folder.File("net.onnx"));
        Backbone backbone = Backbone.FromFile(_folder.File("net.onnx"));
        Assert.Equal(kind == "grey", backbone.TakesImages);

        foreach (FineTuneStrategy strategy in new[] { FineTuneStrategy.Head, FineTuneStrategy.Full })
        {
            using ConvNetTransformer tuned = _ml
                .MulticlassClassification.Trainers.FineTune(
                    backbone,
                    new FineTuneOptions
                    {
                        Strategy = strategy,
                        Epochs = 8,
                        LearningRate = 0.05,
                        NumberOfThreads = 1,
                    }
                )
                .Fit(train);
            Assert.Equal(1, _ml.MulticlassClassification.Evaluate(tuned.Transform(test)).MicroAccuracy);
        }

        // The logits are a linear model of the features: what the file gives must say so too.
        OnnxNetwork network = OnnxNetwork.Load(_folder.File("net.onnx"));
        using ConvFeaturesTransformer features = _ml.Transforms.ConvFeatures("Maps", "Features", backbone).Fit(test);
        Assert.Equal(("pooled", 6), (features.Layer, features.FeatureCount));
        float[][] found = [.. features.Transform(test).GetColumn<float[]>("Maps")];
        Equal(Run(network.CutAt("pooled"), test), found);

        _ml.Model.Save(features, test.Schema, _folder.File("features.zip"));
        foreach (
            ITransformer loaded in new[]
            {
                new MLContext().Model.Load(_folder.File("features.zip"), out _),
                new MLContext().Model.LoadWithConvFeatures(_folder.File("features.zip"), out _),
            }
        )
            Equal(found, [.. loaded.Transform(test).GetColumn<float[]>("Maps")]);
    }

    [Fact]
    public void What_can_not_become_a_stage_is_refused_before_anything_is_learnt()
    {
        OnnxNetwork network = SampleKinds.Network("signal");
        GraphProto graph = network.Graph.Clone();
        graph.Input[0].Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimValue = 3 };
        OnnxNetwork ofThree = network.Edited(graph);
        var log = new Steps();
        string message = Assert
            .ThrowsAny<OnnxNetworkException>(() =>
                _ml
                    .MulticlassClassification.Trainers.ConvNet(ofThree, new ConvNetOptions { Callbacks = [log] })
                    .Fit(SampleKinds.Rows("signal", 12))
            )
            .Message;
        Assert.Contains("without a batch dimension", message);
        Assert.False(log.Started);
    }

    [Fact]
    public void A_column_of_images_is_refused_where_the_network_takes_signals()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Photo { Path = "a.jpg", Label = 1 }]);
        Assert.Contains(
            "takes (None, 1, 24), and column 'Path' has images",
            Assert
                .Throws<OnnxNetworkException>(() =>
                    _ml
                        .Regression.Trainers.ConvNet(
                            NetworkBuilder.Signal(24, 1).Conv(2, 3).Flatten().Dense(1).Build(),
                            new ConvNetOptions { FeatureColumnName = "Path" }
                        )
                        .Fit(data)
                )
                .Message
        );
        Assert.Contains(
            "allowed: Vector<Single, 24>, which the network takes as it is",
            Assert
                .Throws<ArgumentOutOfRangeException>(() =>
                    _ml.Transforms.ConvFeatures("Features", "Path", Backbone.FromNetwork("signal", SampleKinds.Network("signal"))).Fit(data)
                )
                .Message
        );
    }

    private ConvNetTransformer Train(IDataView data, string kind, ConvNetOptions options) =>
        _ml
            .MulticlassClassification.Trainers.ConvNet(
                SampleKinds.Network(kind),
                options with
                {
                    BatchSize = 8,
                    LearningRate = 0.05,
                    NumberOfThreads = 1,
                }
            )
            .Fit(data);

    private static float[][] Scores(IDataView data) => [.. data.GetColumn<float[]>("Score")];

    private static float[][] Run(OnnxNetwork network, IDataView data)
    {
        using var session = new InferenceSession(network.ToBytes());
        using var options = new RunOptions();
        string input = network.Inputs[0].Name,
            output = network.Outputs[0].Name;
        long[] shape = [1, .. network.Inputs[0].Shape!.Skip(1).Select(d => d!.Value)];
        return
        [
            .. data.GetColumn<float[]>("Features")
                .Select(features =>
                {
                    using OrtValue value = OrtValue.CreateTensorValueFromMemory(features, shape);
                    using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, [input], [value], [output]);
                    return results[0].GetTensorDataAsSpan<float>().ToArray();
                }),
        ];
    }

    private static void Equal(float[][] expected, float[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach ((float[] wanted, float[] found) in expected.Zip(actual))
        {
            Assert.Equal(wanted.Length, found.Length);
            Assert.All(wanted.Zip(found), p => Assert.Equal(p.First, p.Second, tolerance: 1e-4f));
        }
    }

    private sealed class CancelAt(long step, CancellationTokenSource? source) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context)
        {
            if (context.Step == step)
                source?.Cancel();
        }
    }

    private sealed class Steps : TrainingCallback
    {
        public bool Started { get; private set; }

        public override void OnTrainingStart(TrainingContext context) => Started = true;
    }

    private sealed class Photo
    {
        public string Path { get; set; } = "";

        public float Label { get; set; }
    }
}
