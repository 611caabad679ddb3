using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using MLNet.ConvExtensions.Tests.Support;
using static MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet.VectorLabels;
using static MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning.FineTuneData;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

/// <summary>Labels that are vectors: several numbers, or several labels, at once.</summary>
public sealed class VectorLabelTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Several_numbers_are_learned_at_once()
    {
        IDataView test = Labelled(60, 2, Numbers);
        using ConvNetTransformer model = Fit(Numbers, Usual() with { ValidationSet = test });
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
        IDataView test = Labelled(60, 2, form);
        using ConvNetTransformer model = Fit(form, Usual() with { ValidationSet = test });
        MultilabelClassificationMetrics metrics = _ml.MultilabelClassification().Evaluate(model.Transform(test));

        Assert.Equal(["Across", "Down"], metrics.Labels.Select(l => l.Name));
        Assert.InRange(metrics.SubsetAccuracy, 0.85, 1);
        Assert.InRange(metrics.MacroAreaUnderRocCurve, 0.9, 1);
        Assert.Equal(metrics.LogLoss, model.History[TrainingLogs.ValidationLoss][^1], 1e-4);
    }

    [Fact]
    public void Both_forms_of_labels_are_the_same_to_a_training()
    {
        using ConvNetTransformer numbers = Fit(Labels, Usual() with { Epochs = 1 }),
            flags = Fit(Flags, Usual() with { Epochs = 1 });
        Assert.Equal(Scores(numbers.Transform(Labelled(20, 2, Labels))), Scores(flags.Transform(Labelled(20, 2, Labels))));
    }

    [Fact]
    public void Predictions_follow_from_scores_and_from_thresholds_that_the_validation_decided()
    {
        IDataView test = Labelled(60, 2, Labels);
        using ConvNetTransformer judged = Fit(Labels, Usual() with { Epochs = 1, ValidationSet = test }),
            plain = Fit(Labels, Usual() with { Epochs = 1 });
        Assert.Equal([0.5f, 0.5f], plain.Thresholds);
        Assert.NotEqual(plain.Thresholds, judged.Thresholds);

        foreach (ConvNetTransformer model in new[] { judged, plain })
        {
            IDataView found = model.Transform(test);
            foreach ((float[] score, float[] probability, bool[] predicted) in Predictions(found))
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
        IDataView test = Labelled(20, 2, form);
        using ConvNetTransformer model = Fit(form, Usual() with { Epochs = 1, ValidationSet = test });
        string path = _folder.File("model.zip");
        _ml.Model.Save(model, test.Schema, path);
        ITransformer plain = new MLContext().Model.Load(path, out _),
            given = new MLContext().Model.LoadWithConvFeatures(path, out DataViewSchema schema);

        Assert.Equal(Scores(model.Transform(test)), Scores(plain.Transform(test)));
        Assert.Equal(Scores(model.Transform(test)), Scores(given.Transform(test)));
        if (form == Labels)
        {
            Assert.Equal(
                Predictions(model.Transform(test)).SelectMany(r => r.Predicted),
                Predictions(plain.Transform(test)).SelectMany(r => r.Predicted)
            );
            Assert.Equal(
                Predictions(model.Transform(test)).SelectMany(r => r.Predicted),
                Predictions(given.Transform(test)).SelectMany(r => r.Predicted)
            );
        }

        // And learns on.
        FineTuneOptions more = new() { Epochs = 1, NumberOfThreads = 1 };
        using ConvNetTransformer further = (
            form == Labels
                ? _ml.MultilabelClassification().Trainers.FineTune(given, schema, more)
                : _ml.Regression.Trainers.FineTune(given, schema, more)
        ).Fit(Labelled(60, 3, form));
        Assert.NotEqual(Scores(model.Transform(test)), Scores(further.Transform(test)));
        (given as IDisposable)?.Dispose();
    }

    [Theory]
    [InlineData(Numbers)]
    [InlineData(Labels)]
    public void A_prediction_engine_says_what_transform_says(string form)
    {
        IDataView test = Labelled(5, 2, form);
        using ConvNetTransformer model = Fit(form, Usual() with { Epochs = 1 });
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
    public void One_network_has_all_of_it(string form, params string[] outputs)
    {
        IDataView test = Labelled(5, 2, form);
        using ConvNetTransformer model = Fit(form, Usual() with { Epochs = 1, ValidationFraction = 0.2 });
        string file = _folder.File("model.onnx");
        _ml.Model.ExportOnnx(model, test.Schema, file, outputs);
        using var session = new InferenceSession(file);
        float[][] features = [.. test.GetColumn<float[]>("Features")],
            scores = [.. ScoreRows(model.Transform(test))];

        Assert.Equal(outputs.Order(), session.OutputNames.Order());
        for (int i = 0; i < 5; i++)
        {
            var input = NamedOnnxValue.CreateFromTensor("Features", new DenseTensor<float>(features[i], [1, 64]));
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> found = session.Run([input]);
            Assert.All(
                scores[i].Zip(found.Single(f => f.Name == "Score").AsEnumerable<float>()),
                p => Assert.Equal(p.First, p.Second, 1e-4)
            );
            if (form == Labels)
                Assert.Equal(
                    Predictions(model.Transform(test)).ElementAt(i).Predicted,
                    found.Single(f => f.Name == "PredictedLabel").AsEnumerable<bool>()
                );
        }
    }

    [Theory]
    [InlineData(Numbers, "Score")]
    [InlineData(Labels, "Score", "Probability", "PredictedLabel")]
    public void The_shape_that_is_announced_is_the_shape_that_comes(string form, params string[] added)
    {
        IDataView data = Labelled(20, 2, form);
        var probe = new ShapeProbe(_ml);
        ITransformer chain = Trainer(form, Usual() with { Epochs = 1 }).Append(probe).Fit(data);
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
        using ConvNetTransformer model = trainer.Fit(Labelled(90, 1, form));
        IDataView found = model.Transform(Labelled(60, 2, form));

        Assert.All(ScoreRows(found), s => Assert.Equal(2, s.Length));
        if (form == Labels)
            Assert.InRange(_ml.MultilabelClassification().Evaluate(found).MacroAreaUnderRocCurve, 0.8, 1);
        else
            Assert.All(_ml.Regression.EvaluateOutputs(found), m => Assert.InRange(m.RSquared, 0.4, 1));
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
