using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>
/// Losses that are told, against a plain sum over the scores of the fitted model. A rate of 1e-30 changes no weight, so these are the
/// scores that were judged.
/// </summary>
public sealed class WeightedLossTests
{
    private static readonly float[] ThreeClasses = [1, 2, 0.25f],
        TwoClasses = [0.5f, 3];

    private readonly MLContext _ml = new(1);

    [Theory]
    [InlineData(64, false, true)]
    [InlineData(8, false, true)]
    [InlineData(7, true, false)]
    [InlineData(8, true, true)]
    [InlineData(1, true, true)]
    [InlineData(500, true, true)]
    public void The_loss_of_several_classes_is_the_weighted_mean_over_samples_whatever_the_batch(int batchSize, bool examples, bool classes)
    {
        IDataView data = Data();
        ConvNetOptions options = Options(data, batchSize, examples, classes ? ThreeClasses : null);
        using ConvNetTransformer model = _ml.MulticlassClassification.Trainers.ConvNet(Network(3), options).Fit(data);
        float[][] scores = [.. model.Transform(data).GetColumn<float[]>("Score")];

        AssertMean(model, data, options, (row, kind) => -Math.Log(scores[row][kind]), kind => classes ? ThreeClasses[kind] : 1);
    }

    [Theory]
    [InlineData(64, false, true)]
    [InlineData(7, true, true)]
    [InlineData(1, true, false)]
    public void The_loss_of_yes_or_no_is_the_weighted_mean_over_samples_whatever_the_batch(int batchSize, bool examples, bool classes)
    {
        IDataView data = Data();
        ConvNetOptions options = Options(data, batchSize, examples, classes ? TwoClasses : null) with
        {
            LabelColumnName = nameof(Row.IsStriped),
        };
        using ConvNetTransformer model = _ml.BinaryClassification.Trainers.ConvNet(Network(1), options).Fit(data);
        float[] shares = [.. model.Transform(data).GetColumn<float>("Probability")];

        AssertMean(
            model,
            data,
            options,
            (row, kind) => -Math.Log(kind < 2 ? shares[row] : 1 - shares[row]),
            kind => classes ? TwoClasses[kind < 2 ? 1 : 0] : 1
        );
    }

    [Theory]
    [InlineData(64)]
    [InlineData(7)]
    [InlineData(1)]
    public void The_loss_of_numbers_is_the_weighted_mean_over_samples_whatever_the_batch(int batchSize)
    {
        IDataView data = Data();
        ConvNetOptions options = Options(data, batchSize, examples: true, null) with { LabelColumnName = nameof(Row.Number) };
        using ConvNetTransformer model = _ml.Regression.Trainers.ConvNet(Network(1), options).Fit(data);
        float[] scores = [.. model.Transform(data).GetColumn<float>("Score")];

        AssertMean(model, data, options, (row, kind) => Math.Pow(scores[row] - kind, 2), _ => 1);
    }

    [Theory]
    [InlineData("rows", "All 90 rows to train on count 0 by the weights of column 'Weight'")]
    [InlineData("classes", "All 90 rows to train on count 0 by ClassWeights ([0, 0, 0])")]
    [InlineData("both", "All 90 rows to train on count 0 by the weights of column 'Weight' and ClassWeights ([0, 1, 1])")]
    [InlineData("validation", "All 90 rows to validate with count 0 by the weights of column 'Weight'")]
    public void Data_in_which_nothing_counts_is_refused(string what, string expected)
    {
        IDataView data = Data(),
            none = Data(_ => 0),
            first = Data(kind => kind == 0 ? 1 : 0);
        ConvNetOptions options = Options(
            data,
            8,
            examples: what != "classes",
            what switch
            {
                "classes" => [0, 0, 0],
                "both" => [0, 1, 1],
                _ => null,
            }
        );
        options = options with { ValidationSet = what == "validation" ? none : null };
        string message = Assert
            .Throws<ArgumentException>(() =>
                _ml
                    .MulticlassClassification.Trainers.ConvNet(Network(3), options)
                    .Fit(
                        what switch
                        {
                            "rows" => none,
                            "both" => first,
                            _ => data,
                        }
                    )
            )
            .Message;

        Assert.Contains(expected, message);
    }

    private static void AssertMean(
        ConvNetTransformer model,
        IDataView data,
        ConvNetOptions options,
        Func<int, int, double> loss,
        Func<int, double> classWeight
    )
    {
        int[] kinds = [.. data.GetColumn<float>(nameof(Row.Number)).Select(n => (int)n)];
        float[] weights = [.. data.GetColumn<float>(nameof(Row.Weight))];
        double sum = 0,
            all = 0;
        for (int row = 0; row < kinds.Length; row++)
        {
            double counts = classWeight(kinds[row]) * (options.ExampleWeightColumnName is null ? 1 : weights[row]);
            sum += counts * loss(row, kinds[row]);
            all += counts;
        }

        Assert.Equal(sum / all, model.History[TrainingLogs.Loss][0], tolerance: 1e-5 * sum / all);
        Assert.Equal(sum / all, model.History[TrainingLogs.ValidationLoss][0], tolerance: 1e-5 * sum / all);
    }

    private static ConvNetOptions Options(IDataView data, int batchSize, bool examples, float[]? classes) =>
        new()
        {
            Epochs = 1,
            LearningRate = 1e-30,
            Optimizer = new SgdOptimizer(),
            BatchSize = batchSize,
            ExampleWeightColumnName = examples ? nameof(Row.Weight) : null,
            ClassWeights = classes,
            ValidationSet = data,
            NumberOfThreads = 1,
        };

    private static OnnxNetwork Network(int outputs) =>
        NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(4, 3).Relu().Flatten().Dense(outputs).Build();

    // Kinds in blocks, so that batches differ in what they count, and some count nothing.
    private static IDataView Data(Func<int, float>? weight = null)
    {
        var random = new Random(3);
        Row[] rows =
        [
            .. Enumerable
                .Range(0, 90)
                .Select(i => new Row
                {
                    Kind = $"{i / 30}",
                    IsStriped = i / 30 < 2,
                    Number = i / 30,
                    Weight = weight?.Invoke(i / 30) ?? (i % 4 == 0 ? 0 : (float)(random.NextDouble() * 5)),
                    Features = [.. Enumerable.Range(0, 64).Select(_ => (float)random.NextDouble())],
                }),
        ];
        var ml = new MLContext();
        IDataView data = ml.Data.LoadFromEnumerable(rows);
        return ml.Transforms.Conversion.MapValueToKey("Label", nameof(Row.Kind)).Fit(data).Transform(data);
    }

    private sealed class Row
    {
        public string Kind { get; set; } = "";

        public bool IsStriped { get; set; }

        public float Number { get; set; }

        public float Weight { get; set; }

        [VectorType(64)]
        public float[] Features { get; set; } = [];
    }
}
