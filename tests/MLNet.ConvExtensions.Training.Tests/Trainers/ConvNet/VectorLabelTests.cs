using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using MLNet.ConvExtensions.Tests.Support;
using static MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning.FineTuneData;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

/// <summary>Labels that are vectors: several numbers, or several labels, at once.</summary>
public sealed class VectorLabelTests : IDisposable
{
    private const string Numbers = "numbers",
        Labels = "labels",
        Flags = "flags";

    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Several_numbers_are_learned_at_once()
    {
        IDataView test = Data(60, 2, Numbers);
        using ConvNetTransformer model = Fit(Numbers, Options() with { ValidationSet = test });
        IReadOnlyList<OutputMetrics> metrics = _ml.Regression.EvaluateOutputs(model.Transform(test));

        Assert.Equal(["Across", "Down"], metrics.Select(m => m.Name));
        Assert.All(metrics, m => Assert.InRange(m.RSquared, 0.7, 1));
        Assert.Equal(metrics.Average(m => m.MeanSquaredError), model.History[TrainingLogs.ValidationLoss][^1], 1e-4);
        Assert.Equal(metrics.Average(m => m.MeanAbsoluteError), model.History["val_mae"][^1], 1e-4);
        Assert.Equal(["Across", "Down"], model.OutputNames);
    }

    [Theory]
    [InlineData(Labels)]
    [InlineData(Flags)]
    public void Several_labels_are_learned_at_once(string form)
    {
        IDataView test = Data(60, 2, form);
        using ConvNetTransformer model = Fit(form, Options() with { ValidationSet = test });
        MultilabelClassificationMetrics metrics = _ml.MultilabelClassification().Evaluate(model.Transform(test));

        Assert.Equal(["Across", "Down"], metrics.Labels.Select(l => l.Name));
        Assert.InRange(metrics.SubsetAccuracy, 0.85, 1);
        Assert.InRange(metrics.MacroAreaUnderRocCurve, 0.9, 1);
        Assert.Equal(metrics.LogLoss, model.History[TrainingLogs.ValidationLoss][^1], 1e-4);
    }

    [Fact]
    public void Both_forms_of_labels_are_the_same_to_a_training()
    {
        using ConvNetTransformer numbers = Fit(Labels, Options() with { Epochs = 1 }),
            flags = Fit(Flags, Options() with { Epochs = 1 });
        Assert.Equal(Scores(numbers.Transform(Data(20, 2, Labels))), Scores(flags.Transform(Data(20, 2, Labels))));
    }

    [Fact]
    public void Predictions_follow_from_scores_and_from_thresholds_that_the_validation_decided()
    {
        IDataView test = Data(60, 2, Labels);
        using ConvNetTransformer judged = Fit(Labels, Options() with { Epochs = 1, ValidationSet = test }),
            plain = Fit(Labels, Options() with { Epochs = 1 });
        Assert.Equal([0.5f, 0.5f], plain.Thresholds);
        Assert.NotEqual(plain.Thresholds, judged.Thresholds);

        foreach (ConvNetTransformer model in new[] { judged, plain })
        {
            IDataView found = model.Transform(test);
            foreach ((float[] score, float[] probability, bool[] predicted) in Columns(found))
            {
                Assert.All(score.Zip(probability), p => Assert.Equal(1 / (1 + Math.Exp(-p.First)), p.Second, 1e-6));
                Assert.Equal(probability.Zip(model.Thresholds!, (p, t) => p > t), predicted);
            }
        }

        double F1(ConvNetTransformer model) => _ml.MultilabelClassification().Evaluate(model.Transform(test)).MacroF1Score;
        Assert.True(F1(judged) >= F1(plain), $"{F1(judged)} and {F1(plain)}");
    }

    [Theory]
    [InlineData(Numbers)]
    [InlineData(Labels)]
    public void A_saved_model_predicts_the_same_with_and_without_this_library(string form)
    {
        IDataView test = Data(20, 2, form);
        using ConvNetTransformer model = Fit(form, Options() with { Epochs = 1, ValidationSet = test });
        string path = _folder.File("model.zip");
        _ml.Model.Save(model, test.Schema, path);
        ITransformer plain = new MLContext().Model.Load(path, out _),
            given = new MLContext().Model.LoadWithConvFeatures(path, out DataViewSchema schema);

        Assert.Equal(Scores(model.Transform(test)), Scores(plain.Transform(test)));
        Assert.Equal(Scores(model.Transform(test)), Scores(given.Transform(test)));
        if (form == Labels)
        {
            Assert.Equal(
                Columns(model.Transform(test)).SelectMany(r => r.Predicted),
                Columns(plain.Transform(test)).SelectMany(r => r.Predicted)
            );
            Assert.Equal(
                Columns(model.Transform(test)).SelectMany(r => r.Predicted),
                Columns(given.Transform(test)).SelectMany(r => r.Predicted)
            );
        }

        // And learns on.
        FineTuneOptions more = new() { Epochs = 1, NumberOfThreads = 1 };
        using ConvNetTransformer further = (
            form == Labels
                ? _ml.MultilabelClassification().Trainers.FineTune(given, schema, more)
                : _ml.Regression.Trainers.FineTune(given, schema, more)
        ).Fit(Data(60, 3, form));
        Assert.NotEqual(Scores(model.Transform(test)), Scores(further.Transform(test)));
        (given as IDisposable)?.Dispose();
    }

    [Theory]
    [InlineData(Numbers)]
    [InlineData(Labels)]
    public void A_prediction_engine_says_what_transform_says(string form)
    {
        IDataView test = Data(5, 2, form);
        using ConvNetTransformer model = Fit(form, Options() with { Epochs = 1 });
        using PredictionEngine<Input, Output> engine = _ml.Model.CreatePredictionEngine<Input, Output>(
            model,
            new PredictionEngineOptions { OwnsTransformer = false }
        );
        float[][] features = [.. test.GetColumn<float[]>("Features")];
        float[][] scores = [.. model.Transform(test).GetColumn<float[]>("Score")];
        for (int i = 0; i < 5; i++)
            Assert.Equal(scores[i], engine.Predict(new Input { Features = features[i] }).Score);
    }

    [Theory]
    [InlineData(Numbers, "Score")]
    [InlineData(Labels, "Score", "Probability", "PredictedLabel")]
    public void The_shape_that_is_announced_is_the_shape_that_comes(string form, params string[] added)
    {
        IDataView data = Data(20, 2, form);
        var probe = new ShapeProbe(_ml);
        ITransformer chain = Trainer(form, Options() with { Epochs = 1 }).Append(probe).Fit(data);
        SchemaShape shape = probe.Promised!;
        DataViewSchema schema = chain.GetOutputSchema(data.Schema);
        foreach (string name in added)
        {
            SchemaShape.Column announced = shape.Single(c => c.Name == name);
            var come = (VectorDataViewType)schema[name].Type;
            Assert.Equal((SchemaShape.Column.VectorKind.Vector, come.ItemType, 2), (announced.Kind, announced.ItemType, come.Size));
        }
    }

    [Theory]
    [InlineData(Numbers)]
    [InlineData(Labels)]
    public void A_pretrained_network_is_fine_tuned_with_a_head_for_all_of_them(string form)
    {
        FineTuneOptions options = new()
        {
            Strategy = FineTuneStrategy.Head,
            Epochs = 10,
            LearningRate = 0.05,
            NumberOfThreads = 1,
            ValidationFraction = 0.2,
        };
        FineTuneTrainer trainer =
            form == Labels
                ? _ml.MultilabelClassification().Trainers.FineTune(Stripy, options)
                : _ml.Regression.Trainers.FineTune(Stripy, options);
        using ConvNetTransformer model = trainer.Fit(Data(90, 1, form));
        IDataView found = model.Transform(Data(60, 2, form));

        Assert.All(ScoreRows(found), s => Assert.Equal(2, s.Length));
        if (form == Labels)
            Assert.InRange(_ml.MultilabelClassification().Evaluate(found).MacroAreaUnderRocCurve, 0.8, 1);
        else
            Assert.All(_ml.Regression.EvaluateOutputs(found), m => Assert.InRange(m.RSquared, 0.4, 1));
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Refused(Numbers, Network(3), Options(), "has 3 values for each row; needed: 2, one for each element of column 'Label'");
        OnnxNetwork exclusive = NetworkBuilder.Image(8, 8, 1, seed: 1).Flatten().Dense(2).Softmax().Build();
        Refused(Labels, exclusive, Options(), "ends in Softmax", "need a Sigmoid");
        ConvNetOptions weighted = Options() with { ClassWeights = [1, 2] };
        Refused(Labels, Network(2), weighted, "ClassWeights has 2 values; a row of several labels has no one class");
        string halves = Assert
            .Throws<ArgumentException>(() =>
                _ml.MultilabelClassification().Trainers.ConvNet(Network(2), Options()).Fit(Data(20, 1, Numbers))
            )
            .Message;
        Assert.Matches(@"Row \d+, column 'Label': the label at \d is .*; needed: 0 or 1", halves);
        string number = Assert
            .Throws<ArgumentException>(() =>
                _ml.MultilabelClassification()
                    .Trainers.ConvNet(Network(1), Options() with { LabelColumnName = "Number" })
                    .Fit(Stripes(20, 1))
            )
            .Message;
        Assert.Contains("The label column 'Number' has type Single; needed: a vector of Boolean", number, StringComparison.Ordinal);
        string key = Assert
            .Throws<ArgumentException>(() => _ml.Regression.Trainers.ConvNet(Network(1), Options()).Fit(Stripes(20, 1)))
            .Message;
        Assert.Contains("needed: Single, or a vector of Single of known length", key, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_all_rows_have_or_none_are_told()
    {
        var log = new MessageLog();
        IDataView some = Data(30, 1, Labels, r => r.Down = 1);
        using (_ml.MultilabelClassification().Trainers.ConvNet(Network(2), Options() with { Epochs = 1, Logger = log }).Fit(some)) { }
        Assert.Contains(
            log.Messages,
            m => m.Contains("Nothing can be learned of labels that all rows have, or none: Down (all rows)", StringComparison.Ordinal)
        );

        IDataView all = Data(30, 1, Labels, r => (r.Across, r.Down) = (0, 1));
        string message = Assert
            .Throws<ArgumentException>(() => _ml.MultilabelClassification().Trainers.ConvNet(Network(2), Options()).Fit(all))
            .Message;
        Assert.Contains("All 30 rows have the same labels in column 'Label'", message, StringComparison.Ordinal);
    }

    private void Refused(string form, OnnxNetwork network, ConvNetOptions options, params string[] parts)
    {
        string message = Assert.ThrowsAny<Exception>(() => Trainer(form, options, network).Fit(Data(20, 1, form))).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    private static ConvNetOptions Options() =>
        new()
        {
            Epochs = 12,
            BatchSize = 10,
            LearningRate = 0.01,
            NumberOfThreads = 1,
        };

    private static OnnxNetwork Network(int outputs) =>
        NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(8, 3).Relu().MaxPool(2).Flatten().Dense(outputs).Build();

    private ConvNetTransformer Fit(string form, ConvNetOptions options) => Trainer(form, options).Fit(Data(120, 1, form));

    private ConvNetTrainer Trainer(string form, ConvNetOptions options, OnnxNetwork? network = null) =>
        form == Numbers
            ? _ml.Regression.Trainers.ConvNet(network ?? Network(2), options)
            : _ml.MultilabelClassification().Trainers.ConvNet(network ?? Network(2), options);

    private static IEnumerable<float[]> ScoreRows(IDataView data) => data.GetColumn<float[]>("Score");

    private static IEnumerable<(float[] Score, float[] Probability, bool[] Predicted)> Columns(IDataView data) =>
        data.GetColumn<float[]>("Score").Zip(data.GetColumn<float[]>("Probability"), data.GetColumn<bool[]>("PredictedLabel"));

    /// <summary>Stripes across and stripes down, neither, one or both of them, as strong as the numbers say.</summary>
    private IDataView Data(int rows, int seed, string form, Action<Row>? change = null)
    {
        var random = new Random(seed);
        Row[] samples = new Row[rows];
        for (int i = 0; i < rows; i++)
        {
            float across = form == Numbers ? random.NextSingle() : random.Next(2),
                down = form == Numbers ? random.NextSingle() : random.Next(2);
            samples[i] = new Row
            {
                Across = across,
                Down = down,
                Features =
                [
                    .. Enumerable.Range(0, 64).Select(at => (across * (at / 8 % 2)) + (down * (at % 2)) + (0.1f * random.NextSingle())),
                ],
            };
            change?.Invoke(samples[i]);
        }

        IDataView data = _ml.Data.LoadFromEnumerable(samples);
        IEstimator<ITransformer> label = _ml.Transforms.Concatenate("Label", nameof(Row.Across), nameof(Row.Down));
        if (form == Flags)
            label = label.Append(_ml.Transforms.Conversion.ConvertType("Label", outputKind: DataKind.Boolean));
        label = label.Append(_ml.Transforms.DropColumns(nameof(Row.Across), nameof(Row.Down)));
        return label.Fit(data).Transform(data);
    }

    private sealed class Row
    {
        public float Across { get; set; }

        public float Down { get; set; }

        [VectorType(64)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Input
    {
        [VectorType(64)]
        public float[] Features { get; set; } = [];

        [VectorType(2)]
        public float[] Label { get; set; } = new float[2];
    }

    private sealed class Output
    {
        public float[] Score { get; set; } = [];
    }
}
