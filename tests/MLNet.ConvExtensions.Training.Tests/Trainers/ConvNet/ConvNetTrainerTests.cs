using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

public sealed class ConvNetTrainerTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void Stripes_are_learnt_and_the_saved_model_predicts_the_same()
    {
        using var folder = new TemporaryFolder();
        IDataView train = Stripes(240, 1),
            test = Stripes(90, 2);
        using ConvNetTransformer model = Trainer(
                new ConvNetOptions
                {
                    Epochs = 8,
                    LearningRate = 0.02,
                    BatchSize = 16,
                    ValidationSet = test,
                    NumberOfThreads = 1,
                }
            )
            .Fit(train);
        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(model.Transform(test));

        Assert.True(metrics.MicroAccuracy > 0.9, model.History.ToCsv());
        Assert.Equal(metrics.MicroAccuracy, model.History[TrainingLogs.ValidationAccuracy][^1], tolerance: 1e-6);
        Assert.Equal(metrics.LogLoss, model.History[TrainingLogs.ValidationLoss][^1], tolerance: 1e-4);

        string path = Path.Combine(folder.Path, "model.zip");
        _ml.Model.Save(model, train.Schema, path);
        ITransformer loaded = new MLContext().Model.Load(path, out _);
        Assert.Equal(Scores(model.Transform(test)), Scores(loaded.Transform(test)));
    }

    [Fact]
    public void A_fraction_is_kept_out_by_class_and_judged()
    {
        using ConvNetTransformer model = Trainer(
                new ConvNetOptions
                {
                    Epochs = 1,
                    ValidationFraction = 0.25,
                    NumberOfThreads = 1,
                    Callbacks = [new Sizes()],
                }
            )
            .Fit(Stripes(120, 1));

        Assert.Equal((90, 30), (Sizes.Samples, Sizes.Validated));
        Assert.Contains(TrainingLogs.ValidationLoss, model.History.Names);
    }

    [Fact]
    public void A_validation_set_whose_keys_come_in_another_order_is_judged_by_their_values()
    {
        IDataView train = Stripes(120, 1),
            test = Stripes(60, 2, first: 2);
        using ConvNetTransformer model = Trainer(
                new ConvNetOptions
                {
                    Epochs = 8,
                    LearningRate = 0.02,
                    ValidationSet = test,
                    NumberOfThreads = 1,
                }
            )
            .Fit(train);

        Assert.True(model.History[TrainingLogs.ValidationAccuracy][^1] > 0.9, model.History.ToCsv());
    }

    [Fact]
    public void Rows_of_weight_nothing_teach_nothing()
    {
        static byte[] Train(IDataView data, string? weight) =>
            new MLContext()
                .MulticlassClassification.Trainers.ConvNet(
                    NetworkBuilder.Image(8, 8, 1).Conv(4, 3).Relu().Flatten().Dense(3).Build(),
                    new ConvNetOptions
                    {
                        Epochs = 1,
                        BatchSize = 60,
                        ExampleWeightColumnName = weight,
                        Optimizer = new SgdOptimizer(),
                        NumberOfThreads = 1,
                    }
                )
                .Fit(data)
                .Network.ToBytes();

        Row[] rows = [.. Rows(60, 1, 0)];
        byte[] ones = Train(View(rows), "Weight");
        foreach (Row row in rows.Take(30))
            row.Weight = 0;
        byte[] half = Train(View(rows), "Weight");
        foreach (Row row in rows.Take(30))
            row.Features[5] += 100;
        byte[] changed = Train(View(rows), "Weight");

        Assert.NotEqual(ones, half);
        Assert.Equal(half, changed);
    }

    [Theory]
    [InlineData("missing", "Row 7, column 'Label': the label is missing")]
    [InlineData("same", "All 60 rows have the same label in column 'Label'")]
    [InlineData("nan", "Row 9, column 'Features': the value at 3 is NaN")]
    [InlineData("weight", "Row 4, column 'Weight': the weight is -1")]
    [InlineData("empty", "The data has no rows")]
    public void Rows_that_cannot_be_learnt_from_are_refused(string what, string expected)
    {
        Row[] rows = [.. Rows(60, 1, 0)];
        switch (what)
        {
            case "missing":
                rows[7].Kind = "";
                break;
            case "same":
                foreach (Row row in rows)
                    row.Kind = "none";
                break;
            case "nan":
                rows[9].Features[3] = float.NaN;
                break;
            case "weight":
                rows[4].Weight = -1;
                break;
        }

        IDataView keyed =
            what == "missing"
                ? View(rows, ["horizontal", "vertical", "none"])
                : View(rows, what == "same" ? ["none", "other", "third"] : null);
        IDataView data = what == "empty" ? _ml.Data.FilterRowsByColumn(keyed, "Weight", 2, 3) : keyed;
        Exception refused = Assert.ThrowsAny<ArgumentException>(() =>
            Trainer(new ConvNetOptions { Epochs = 1, ExampleWeightColumnName = "Weight" }).Fit(data)
        );
        Assert.Contains(expected, refused.Message);
    }

    [Fact]
    public void What_does_not_fit_the_network_is_refused()
    {
        IDataView data = Stripes(60, 1);

        Assert.Contains("has 5 values for each row; needed: 3, one for each class", Refused(Network(5), new()));
        Assert.Contains(
            "allowed: text (image paths), Vector<Byte> (encoded images), Image, or Vector<Single, 16>",
            Refused(NetworkBuilder.Image(4, 4, 1).Flatten().Dense(3).Build(), new())
        );
        Assert.Contains("ClassWeights has 2 values", Refused(Network(3), new() { ClassWeights = [1, 2] }));
        Assert.Contains("Epochs is 0; allowed: 1", Refused(Network(3), new() { Epochs = 0 }));
        Assert.Contains("GpuDeviceId is -1; allowed: 0 or more, or null for the CPU", Refused(Network(3), new() { GpuDeviceId = -1 }));
        Assert.Contains("There is no label column 'Kin'", Refused(Network(3), new() { LabelColumnName = "Kin" }));
        Assert.Contains("needed: a key", Refused(Network(3), new() { LabelColumnName = "Weight" }));

        string Refused(OnnxNetwork network, ConvNetOptions options) =>
            Assert.ThrowsAny<Exception>(() => _ml.MulticlassClassification.Trainers.ConvNet(network, options).Fit(data)).Message;
    }

    [Fact]
    public void A_checkpoint_is_not_gone_on_from_with_other_data()
    {
        using var folder = new TemporaryFolder();
        ConvNetTrainer trainer = Trainer(
            new ConvNetOptions
            {
                Epochs = 1,
                NumberOfThreads = 1,
                Checkpoint = new(folder.File("state")),
            }
        );
        trainer.Fit(Stripes(60, 1)).Dispose();
        trainer.Fit(Stripes(60, 1)).Dispose();

        Assert.Contains(
            "is of another training: the features' checksum is",
            Assert.Throws<CheckpointException>(() => trainer.Fit(Stripes(60, 2))).Message
        );
    }

    [Fact]
    public void A_learning_rate_is_found_that_learns()
    {
        IDataView data = Stripes(120, 1);
        LearningRateCurve curve = Trainer(new ConvNetOptions { NumberOfThreads = 1 }).FindLearningRate(data, 1e-5, 10, 100);

        Assert.InRange(curve.Points.Count, 40, 100);
        Assert.Equal(1e-5, curve.Points[0].Rate, tolerance: 1e-12);
        Assert.All(
            curve.Points.Zip(curve.Points.Skip(1)),
            p => Assert.Equal(Math.Pow(1e6, 1 / 99.0), p.Second.Rate / p.First.Rate, tolerance: 1e-6)
        );
        Assert.InRange(curve.Suggestion!.Value, 1e-4, 1);
        using ConvNetTransformer model = Trainer(
                new ConvNetOptions
                {
                    Epochs = 20,
                    LearningRate = curve.Suggestion,
                    NumberOfThreads = 1,
                }
            )
            .Fit(data);
        Assert.True(model.History[TrainingLogs.Accuracy][^1] > 0.9, model.History.ToCsv());
        Assert.Throws<ArgumentException>(() => Trainer(new ConvNetOptions()).FindLearningRate(data, 1, 0.1));
    }

    [Fact]
    public void Classes_that_only_the_validation_set_has_are_refused()
    {
        IDataView train = View([.. Rows(60, 1, 0).Where(r => r.Kind != "none")]);

        Assert.Contains(
            "has classes in column 'Label' that the training data doesn't have",
            Assert
                .ThrowsAny<ArgumentException>(() =>
                    _ml
                        .MulticlassClassification.Trainers.ConvNet(Network(2), new ConvNetOptions { ValidationSet = Stripes(60, 2) })
                        .Fit(train)
                )
                .Message
        );
    }

    internal static OnnxNetwork Network(int classes) =>
        NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(8, 3).BatchNorm().Relu().MaxPool(2).Flatten().Dense(classes).Build("stripes");

    private ConvNetTrainer Trainer(ConvNetOptions options) => _ml.MulticlassClassification.Trainers.ConvNet(Network(3), options);

    private static float[][] Scores(IDataView data) => [.. data.GetColumn<float[]>("Score")];

    private IDataView Stripes(int count, int seed, int first = 0) => View([.. Rows(count, seed, first)]);

    private static IDataView View(Row[] rows, string[]? keys = null)
    {
        var ml = new MLContext();
        IDataView data = ml.Data.LoadFromEnumerable(rows);
        IDataView? values = keys is null ? null : ml.Data.LoadFromEnumerable(keys.Select(k => new Key { Value = k }));
        return ml.Transforms.Conversion.MapValueToKey("Label", "Kind", keyData: values).Fit(data).Transform(data);
    }

    private static IEnumerable<Row> Rows(int count, int seed, int first)
    {
        string[] kinds = ["horizontal", "vertical", "none"];
        for (int i = 0; i < count; i++)
        {
            int kind = (i + first) % 3;
            var random = new Random((seed * 7919) + i);
            yield return new Row
            {
                Kind = kinds[kind],
                Features =
                [
                    .. Enumerable
                        .Range(0, 64)
                        .Select(at =>
                            (float)(random.NextDouble() - 0.5)
                            + (
                                kind == 0 ? at / 8 % 2
                                : kind == 1 ? at % 2
                                : 0.5f
                            )
                        ),
                ],
            };
        }
    }

    private sealed class Sizes : TrainingCallback
    {
        public static int Samples { get; private set; }

        public static int Validated { get; private set; }

        public override void OnTrainingStart(TrainingContext context) =>
            (Samples, Validated) = (context.Samples, context.ValidationSamples);
    }

    private sealed class Key
    {
        public string Value { get; set; } = "";
    }

    private sealed class Row
    {
        public string Kind { get; set; } = "";

        public float Weight { get; set; } = 1;

        [VectorType(64)]
        public float[] Features { get; set; } = [];
    }
}
