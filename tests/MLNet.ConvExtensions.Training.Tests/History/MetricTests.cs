using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Tests.Loop;
using static MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning.FineTuneData;

namespace MLNet.ConvExtensions.Training.Tests.History;

public sealed class MetricTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A rate of 1e-30 changes no weight: what is predicted afterwards was predicted all along.
    [Fact]
    public void Values_of_training_and_validation_are_those_of_the_fitted_models_predictions()
    {
        IDataView train = Stripes(60, 1),
            validation = Stripes(45, 5);
        ConvNetOptions options = new()
        {
            Epochs = 1,
            BatchSize = 7,
            LearningRate = 1e-30,
            Optimizer = new SgdOptimizer(),
            NumberOfThreads = 1,
            ExampleWeightColumnName = nameof(Row.Number),
            ValidationSet = validation,
            Metrics = [new Recall(1), new Recall(2, "recall_2"), new Spread()],
        };
        OnnxNetwork network = NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(4, 3).Relu().Flatten().Dense(3).Build();
        using ConvNetTransformer model = new MLContext(1).MulticlassClassification.Trainers.ConvNet(network, options).Fit(train);
        TrainingHistory history = model.History;

        Assert.Equal(RecallOf(train, 1), history["recall"][0], tolerance: 1e-9);
        Assert.Equal(RecallOf(train, 2), history["recall_2"][0], tolerance: 1e-9);
        Assert.Equal(RecallOf(validation, 1), history["val_recall"][0], tolerance: 1e-9);
        Assert.Equal(RecallOf(validation, 2), history["val_recall_2"][0], tolerance: 1e-9);
        // 20 rows each of weight 0, 1 and 2, and three outputs.
        Assert.Equal(20 + (20 * 2), history["weight"][0], tolerance: 1e-9);
        Assert.Equal(
            [
                "loss",
                "accuracy",
                "recall",
                "recall_2",
                "weight",
                "learning_rate",
                "images_per_second",
                "val_loss",
                "val_accuracy",
                "val_recall",
                "val_recall_2",
                "val_weight",
                "seconds",
            ],
            history.Names
        );

        double RecallOf(IDataView data, int kind)
        {
            uint[] predicted = [.. model.Transform(data).GetColumn<uint>("PredictedLabel")];
            float[] kinds = [.. data.GetColumn<float>(nameof(Row.Number))];
            return predicted.Where((p, i) => kinds[i] == kind && p == kind + 1).Count() / (double)kinds.Count(k => k == kind);
        }
    }

    [Fact]
    public void Numbers_and_two_classes_have_metrics_too()
    {
        ConvNetOptions options = new()
        {
            Epochs = 1,
            NumberOfThreads = 1,
            Metrics = [new Spread()],
        };
        OnnxNetwork network = NetworkBuilder.Image(8, 8, 1, seed: 4).Flatten().Dense(1).Build();
        TrainingHistory binary = TrainingLoop
            .Run(Job(options, ModelTask.Binary, kind => kind == 1 ? 1 : 0) with { Network = network })
            .History;
        TrainingHistory numbers = TrainingLoop.Run(Job(options, ModelTask.Regression, kind => kind) with { Network = network }).History;

        Assert.Equal([60], binary["val_weight"]);
        Assert.Equal([60], numbers["val_weight"]);
    }

    [Fact]
    public void Files_of_callbacks_hold_them_and_the_best_is_the_highest_where_higher_is_better()
    {
        string csv = _folder.File("log.csv"),
            best = _folder.File("best.onnx");
        var values = new List<(double Value, byte[] Network)>();
        TrainingHistory history = TrainingLoop
            .Run(
                Job(
                    new ConvNetOptions
                    {
                        Epochs = 5,
                        LearningRate = 0.02,
                        NumberOfThreads = 1,
                        Metrics = [new Confidence()],
                        Callbacks =
                        [
                            new CsvLog(csv),
                            new SaveNetwork(best) { BestOnly = true, Monitor = "val_confidence" },
                            new TensorBoardLog(_folder.Path),
                            new EachEpoch(context => values.Add((context.Logs["val_confidence"], context.Snapshot().ToBytes()))),
                        ],
                    }
                )
            )
            .History;

        Assert.StartsWith("epoch,loss,accuracy,confidence,learning_rate,", File.ReadLines(csv).First());
        Assert.Equal(history.ToCsv(), File.ReadAllText(csv));
        Assert.Contains(
            "confidence/validation",
            System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Directory.GetFiles(_folder.Path, "events*").Single()))
        );
        Assert.Equal(5, values.Select(v => v.Value).Distinct().Count());
        Assert.Equal(values.MaxBy(v => v.Value).Network, File.ReadAllBytes(best));
    }

    [Theory]
    [InlineData(true, MonitorMode.Auto, 2)]
    [InlineData(false, MonitorMode.Auto, 5)]
    [InlineData(false, MonitorMode.Maximum, 2)]
    public void Early_stopping_takes_a_falling_value_for_worse_where_higher_is_better(bool higher, MonitorMode mode, int epochs)
    {
        ConvNetOptions options = new()
        {
            Epochs = 5,
            NumberOfThreads = 1,
            Metrics = [new Falling(higher)],
            Callbacks =
            [
                new EarlyStopping
                {
                    Monitor = "falling",
                    Mode = mode,
                    Patience = 0,
                },
            ],
        };

        Assert.Equal(epochs, TrainingLoop.Run(Job(options)).History.Epochs.Count);
    }

    [Fact]
    public void A_schedule_goes_by_them_as_well()
    {
        ConvNetOptions options = new()
        {
            Epochs = 5,
            LearningRate = 0.01,
            NumberOfThreads = 1,
            Metrics = [new Falling(true)],
            Schedule = new ReduceOnPlateauSchedule
            {
                Monitor = "val_falling",
                Patience = 0,
                Factor = 0.5,
            },
        };

        Assert.Equal([0.01, 0.01, 0.005, 0.0025, 0.00125], TrainingLoop.Run(Job(options)).History[TrainingLogs.LearningRate]);
    }

    [Theory]
    [InlineData("accuracy", "which is taken")]
    [InlineData("mae", "which is taken")]
    [InlineData("epoch", "which is taken")]
    [InlineData("twice", "which is taken")]
    [InlineData("val_recall", "which begins like those of the validation")]
    [InlineData("a,b", "allowed: letters, digits")]
    [InlineData("", "which is empty")]
    public void Names_that_clash_are_refused(string name, string expected)
    {
        var options = new ConvNetOptions { Metrics = [new Recall(0, "twice"), new Recall(1, name)] };
        string message = Assert.Throws<ArgumentException>(options.Validate).Message;

        Assert.Contains($"ConvNetOptions.Metrics has Recall by the name '{name}', {expected}", message);
    }

    private static TrainingJob Job(ConvNetOptions options, ModelTask task = ModelTask.Multiclass, Func<int, float>? target = null) =>
        new()
        {
            Network = NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(4, 3).Relu().Flatten().Dense(3).Build(),
            Task = task,
            Source = new StripesSource(100, 25, target: target),
            Validation = new StripesSource(60, 25, seed: 5, target),
            Options = options,
        };

    /// <summary>The weight of all samples, counted in as many places as there are outputs.</summary>
    private sealed record Spread : Metric
    {
        public override string Name => "weight";

        public override bool IsHigherBetter => true;

        public override int SumCount(int outputCount) => outputCount;

        public override void Add(ReadOnlySpan<float> outputs, float target, float weight, Span<double> sums)
        {
            Assert.Equal(outputs.Length, sums.Length);
            sums[outputs.Length - 1] += weight;
        }

        public override double Result(ReadOnlySpan<double> sums) => sums[^1];
    }

    /// <summary>How far the right class's logit is above the mean.</summary>
    private sealed record Confidence : Metric
    {
        public override string Name => "confidence";

        public override bool IsHigherBetter => true;

        public override int SumCount(int outputCount) => 2;

        public override void Add(ReadOnlySpan<float> outputs, float target, float weight, Span<double> sums)
        {
            sums[0] += outputs[(int)target] - TensorPrimitives.Average(outputs);
            sums[1]++;
        }

        public override double Result(ReadOnlySpan<double> sums) => sums[0] / sums[1];
    }

    /// <summary>A value that falls from call to call, and not by the sums.</summary>
    private sealed record Falling(bool IsHigher) : Metric
    {
        private double _value;

        public override string Name => "falling";

        public override bool IsHigherBetter => IsHigher;

        public override int SumCount(int outputCount) => 1;

        public override void Add(ReadOnlySpan<float> outputs, float target, float weight, Span<double> sums) => sums[0]++;

        public override double Result(ReadOnlySpan<double> sums) => --_value;
    }

    private sealed class EachEpoch(Action<TrainingContext> action) : TrainingCallback
    {
        public override void OnEpochEnd(TrainingContext context) => action(context);
    }
}
