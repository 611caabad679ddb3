using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;
using static MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning.FineTuneData;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning;

/// <summary>A model that was trained, and saved, is trained on.</summary>
public sealed class ContinueTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();

    private static FineTuneOptions Options =>
        new()
        {
            Strategy = FineTuneStrategy.Full,
            Epochs = 3,
            BatchSize = 16,
            LearningRate = 0.01,
            Schedule = new ConstantSchedule(),
            NumberOfThreads = 1,
            StageRateFactor = 1,
            FreezeBatchStatistics = false,
        };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Going_on_without_a_step_changes_nothing_in_memory_and_from_a_file()
    {
        IDataView data = Stripes(60, 1);
        FineTuneOptions still = Options with { LearningRate = 1e-30, Optimizer = new SgdOptimizer(), FreezeBatchStatistics = true };
        using ConvNetTransformer first = _ml.MulticlassClassification.Trainers.FineTune(Stripy, Options).Fit(data);
        ITransformer chain = first.Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(first.Transform(data)));
        using ConvNetTransformer memory = _ml.MulticlassClassification.Trainers.FineTune(chain, data.Schema, still).Fit(data);
        _ml.Model.Save(chain, data.Schema, _folder.File("model.zip"));
        ITransformer loaded = _ml.Model.LoadWithConvFeatures(_folder.File("model.zip"), out DataViewSchema schema);
        using ConvNetTransformer file = _ml.MulticlassClassification.Trainers.FineTune(loaded, schema, still).Fit(data);

        Assert.Equal(Scores(first.Transform(data)), Scores(memory.Transform(data)), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(Scores(first.Transform(data)), Scores(file.Transform(data)), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Theory]
    [InlineData(FineTuneStrategy.Head)]
    [InlineData(FineTuneStrategy.LastStages)]
    [InlineData(FineTuneStrategy.Full)]
    public void New_images_of_some_classes_with_keys_in_another_order_improve_it(FineTuneStrategy strategy)
    {
        IDataView data = Stripes(60, 1),
            more = Stripes(60, 2, r => r.Kind != "none", ["vertical", "horizontal"]);
        using ConvNetTransformer first = _ml.MulticlassClassification.Trainers.FineTune(Stripy, Options with { Epochs = 1 }).Fit(data);
        using ConvNetTransformer second = _ml
            .MulticlassClassification.Trainers.FineTune(first, data.Schema, Options with { Strategy = strategy, Epochs = 15 })
            .Fit(more);
        IDataView judged = Stripes(60, 3, r => r.Kind != "none");

        double before = _ml.MulticlassClassification.Evaluate(first.Transform(judged)).LogLoss,
            after = _ml.MulticlassClassification.Evaluate(second.Transform(judged)).LogLoss;
        Assert.True(after < before / 2, $"{before} {after}");
        Assert.Equal(3, second.Transform(judged).GetColumn<float[]>("Score").First().Length);
    }

    [Fact]
    public void Images_are_trained_on_with_the_models_own_preprocessing()
    {
        var pixels = new BackbonePreprocessing
        {
            Width = 16,
            Height = 12,
            CropFraction = 0.8,
            Mean = [0.4f, 0.5f, 0.6f],
            StandardDeviation = [0.2f, 0.3f, 0.4f],
            BlueFirst = true,
        };
        OnnxNetwork network = NetworkBuilder
            .Image(12, 16, 3, seed: 2)
            .Conv(6, 3)
            .BatchNorm()
            .Relu()
            .MaxPool(2)
            .Conv(6, 3, padding: Padding.Same)
            .Relu()
            .GlobalAveragePool()
            .Dense(4)
            .Build("drawn");
        Photo[] photos =
        [
            .. Enumerable
                .Range(0, 16)
                .Select(i => new Photo { Kind = i % 2 == 0 ? "even" : "odd", Bytes = TestImages.Png(1 + (i % 2), 20 + i, 30 - i) }),
        ];
        IDataView data = _ml.Data.LoadFromEnumerable(photos),
            keyed = _ml.Transforms.Conversion.MapValueToKey("Label", nameof(Photo.Kind)).Fit(data).Transform(data);
        FineTuneOptions options = Options with { FeatureColumnName = nameof(Photo.Bytes), BatchSize = 4 };
        using ConvNetTransformer first = _ml
            .MulticlassClassification.Trainers.FineTune(Backbone.FromNetwork("drawn", network, pixels), options)
            .Fit(keyed);
        _ml.Model.Save(first, keyed.Schema, _folder.File("model.zip"));
        ITransformer loaded = _ml.Model.LoadWithConvFeatures(_folder.File("model.zip"), out DataViewSchema schema);
        using ConvNetTransformer second = _ml
            .MulticlassClassification.Trainers.FineTune(
                loaded,
                schema,
                options with
                {
                    LearningRate = 1e-30,
                    Optimizer = new SgdOptimizer(),
                    FreezeBatchStatistics = true,
                    Strategy = FineTuneStrategy.LastStages,
                }
            )
            .Fit(keyed);

        Assert.Equal(Scores(first.Transform(keyed)), Scores(second.Transform(keyed)), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void What_cannot_go_on_is_refused()
    {
        IDataView data = Stripes(60, 1);
        using ConvNetTransformer first = _ml.MulticlassClassification.Trainers.FineTune(Stripy, Options with { Epochs = 1 }).Fit(data);
        using ConvNetTransformer number = _ml
            .Regression.Trainers.FineTune(Stripy, Options with { Epochs = 1, LabelColumnName = "Number" })
            .Fit(data);
        ITransformer linear = _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy().Fit(data);

        Assert.Contains(
            "has classes that the model doesn't know: 'diagonal'; it knows 'horizontal', 'vertical', 'none'",
            Refused(first, Stripes(60, 1, keys: [.. Kinds, "diagonal"]))
        );
        Assert.Contains("The model predicts no classes; use a trainer of the same kind to train it further", Refused(number, data));
        Assert.Contains("has no trained network of this library", Refused(linear, data));
        Assert.Contains(
            "are of a new head",
            Assert
                .ThrowsAny<ArgumentException>(() =>
                    _ml.MulticlassClassification.Trainers.FineTune(first, data.Schema, Options with { HiddenUnits = [3] }).Fit(data)
                )
                .Message
        );

        string Refused(ITransformer model, IDataView rows) =>
            Assert
                .ThrowsAny<ArgumentException>(() => _ml.MulticlassClassification.Trainers.FineTune(model, data.Schema, Options).Fit(rows))
                .Message;
    }

    private sealed class Photo
    {
        public string Kind { get; set; } = "";

        public byte[] Bytes { get; set; } = [];
    }
}
