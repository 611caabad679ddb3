using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Events;

public sealed class EventStageTests
{
    private static readonly Row[] Rows =
    [
        new("A", "2023-07-14T12:01:00"),
        new("B", "2023-07-14T12:01:00"),
        new("A", "2023-07-14T12:00:00"),
        new("A", "2023-07-14 12:02:00.5"),
        new("A", ""),
        new("", "2023-07-14T12:00:00"),
    ];

    private readonly MLContext _ml = new(1);

    [Fact]
    public void Rows_in_any_order_get_the_event_of_their_deployment_and_time()
    {
        IDataView data = Load(Rows),
            output = _ml.Transforms.AddEvents().Fit(data).Transform(data);
        Assert.Equal(
            ["A 2023-07-14T12:00:00", "B 2023-07-14T12:01:00", "A 2023-07-14T12:00:00", "A 2023-07-14T12:02:00.5", "row 4", "row 5"],
            output.GetColumn<string>("Event")
        );
        Assert.Equal(
            Enumerable.Repeat("A 2023-07-14T12:00:00", 3),
            _ml.Transforms.AddEvents(gapSeconds: 61).Fit(data).Transform(data).GetColumn<string>("Event").Where((_, i) => i is 0 or 2 or 3)
        );
        Assert.Equal("B 2023-07-14T12:01:00", _ml.Data.SkipRows(output, 1).GetColumn<string>("Event").First());
    }

    [Fact]
    public void The_schema_is_known_ahead()
    {
        IDataView data = Load(Rows);
        EventEstimator stage = _ml.Transforms.AddEvents("E");
        var probe = new ShapeProbe(_ml);
        stage.Append(probe).Fit(data);
        Assert.Equal(TextDataViewType.Instance, probe.Promised!.Single(c => c.Name == "E").ItemType);
        Assert.Equal(TextDataViewType.Instance, stage.Fit(data).GetOutputSchema(data.Schema)["E"].Type);
    }

    [Fact]
    public void Saved_and_in_a_prediction_engine_a_row_is_an_event_of_its_own()
    {
        IDataView data = Load(Rows);
        EventTransformer fitted = _ml.Transforms.AddEvents().Fit(data);
        using PredictionEngine<Row, Answer> engine = _ml.Model.CreatePredictionEngine<Row, Answer>(fitted);
        Assert.Equal("A 2023-07-14T12:01:00", engine.Predict(Rows[0]).Event);
        using var folder = new TemporaryFolder();
        _ml.Model.Save(fitted, data.Schema, folder.File("model.zip"));
        ITransformer loaded = new MLContext().Model.Load(folder.File("model.zip"), out _);
        Assert.Equal("A 2023-07-14T12:01:00", loaded.Transform(data).GetColumn<string>("Event").First());
    }

    [Fact]
    public void Events_are_the_groups_that_are_judged_together()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(
            Enumerable
                .Range(0, 40)
                .Select(i => new Photo
                {
                    Deployment = i % 2 == 0 ? "A" : "B",
                    Timestamp = $"2023-07-14T12:00:{i:00}",
                    Label = i % 2 == 0 ? "fox" : "owl",
                    Features = [i == 6 ? 1 : i % 2, i == 6 ? 1 : i % 2],
                })
        );
        IDataView events = _ml.Transforms.Conversion.MapValueToKey("Label").Append(_ml.Transforms.AddEvents()).Fit(data).Transform(data);
        using BurstEnsembleTransformer burst = _ml
            .MulticlassClassification.Trainers.BurstEnsemble(
                _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(),
                new BurstEnsembleOptions { Rule = BurstRule.Smoothing }
            )
            .Fit(events);
        Assert.NotEqual(events.GetColumn<uint>("Label"), burst.Member.Transform(events).GetColumn<uint>("PredictedLabel"));
        Assert.Equal(events.GetColumn<uint>("Label"), burst.Transform(events).GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void Wrong_columns_times_and_gaps_are_refused_by_name()
    {
        IDataView data = Load([new("A", "14.7.2023")]);
        Assert.Contains(
            "Row 0, column 'Timestamp', is '14.7.2023'",
            Assert
                .Throws<FormatException>(() => _ml.Transforms.AddEvents().Fit(data).Transform(data).GetColumn<string>("Event").Count())
                .Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "There is no column 'Camera'.",
            Assert.Throws<ArgumentException>(() => _ml.Transforms.AddEvents("Event", "Camera").Fit(data)).Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "The column 'Number' has type Single; needed: text.",
            Assert.Throws<ArgumentException>(() => _ml.Transforms.AddEvents("Event", "Number").Fit(data)).Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "The gap of events is -1 seconds; allowed: 0 or more.",
            Assert.Throws<ArgumentException>(() => _ml.Transforms.AddEvents(gapSeconds: -1).Fit(data)).Message,
            StringComparison.Ordinal
        );
    }

    private IDataView Load(IEnumerable<Row> rows) => _ml.Data.LoadFromEnumerable(rows);

    private sealed class Row(string deployment, string timestamp)
    {
        public string Deployment { get; } = deployment;

        public string Timestamp { get; } = timestamp;

        public float Number { get; } = 1;
    }

    private sealed class Photo
    {
        public string Deployment { get; set; } = "";

        public string Timestamp { get; set; } = "";

        public string Label { get; set; } = "";

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Answer
    {
        public string Event { get; set; } = "";
    }
}
