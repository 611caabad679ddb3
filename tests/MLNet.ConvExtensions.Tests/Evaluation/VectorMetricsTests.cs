using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.Evaluation;

/// <summary>Metrics of several labels, and of several numbers, at once, compared with scikit-learn's.</summary>
public sealed class VectorMetricsTests
{
    private const double Tolerance = 1e-6;

    private static readonly JsonElement Expected = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "metrics.json")))
        .RootElement;

    private readonly MLContext _ml = new(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Several_labels_are_judged_as_scikit_learn_judges_them(bool flags)
    {
        JsonElement expected = Expected.GetProperty("severalLabels");
        float[] thresholds = Numbers(expected, "thresholds");
        IDataView data = View([
            .. Rows(expected, "labels")
                .Zip(Rows(expected, "scores"))
                .Select(p => LabelRow.Of(p.First, p.Second, [.. p.Second.Select((s, i) => Sigmoid(s) > thresholds[i])])),
        ]);
        MultilabelClassificationMetrics found = _ml.MultilabelClassification()
            .Evaluate(data, flags ? nameof(LabelRow.Flags) : nameof(LabelRow.Label));

        AssertClose(expected, "areaUnderRocCurve", found.Labels.Select(l => l.AreaUnderRocCurve));
        AssertClose(expected, "averagePrecision", found.Labels.Select(l => l.AveragePrecision));
        AssertClose(expected, "f1Score", found.Labels.Select(l => l.F1Score));
        AssertClose(expected, "precision", found.Labels.Select(l => l.Precision));
        AssertClose(expected, "recall", found.Labels.Select(l => l.Recall));
        Assert.Equal(expected.GetProperty("subsetAccuracy").GetDouble(), found.SubsetAccuracy, Tolerance);
        Assert.Equal(expected.GetProperty("hammingLoss").GetDouble(), found.HammingLoss, Tolerance);
        Assert.Equal(expected.GetProperty("macroF1Score").GetDouble(), found.MacroF1Score, Tolerance);
        Assert.Equal(expected.GetProperty("microF1Score").GetDouble(), found.MicroF1Score, Tolerance);
        Assert.Equal(expected.GetProperty("macroAreaUnderRocCurve").GetDouble(), found.MacroAreaUnderRocCurve, Tolerance);
        Assert.Equal(expected.GetProperty("meanAveragePrecision").GetDouble(), found.MeanAveragePrecision, Tolerance);
        Assert.Equal(expected.GetProperty("logLoss").GetDouble(), found.LogLoss, Tolerance);
        Assert.Equal(1 - found.HammingLoss, found.Labels.Average(l => l.Accuracy), Tolerance);
        Assert.Equal(["0", "1", "2", "3", "4"], found.Labels.Select(l => l.Name));
    }

    [Fact]
    public void What_needs_rows_with_and_without_a_label_is_not_defined_where_there_are_none()
    {
        IDataView data = View([
            LabelRow.Of([1, 0, 1], [2, -1, 0], [true, false, false]),
            LabelRow.Of([1, 0, 0], [1, -1, 1], [true, false, true]),
        ]);
        MultilabelClassificationMetrics found = _ml.MultilabelClassification().Evaluate(data);

        Assert.Equal([double.NaN, double.NaN, 0], found.Labels.Select(l => l.AreaUnderRocCurve));
        Assert.Equal([1, double.NaN, 0.5], found.Labels.Select(l => l.AveragePrecision));
        Assert.Equal([1, 0, 0], found.Labels.Select(l => l.F1Score));
        Assert.Equal([1, double.NaN, 0], found.Labels.Select(l => l.Precision));
        Assert.Equal([1, double.NaN, 0], found.Labels.Select(l => l.Recall));
        Assert.Equal((0, 0.75), (found.MacroAreaUnderRocCurve, found.MeanAveragePrecision));
    }

    [Fact]
    public void Several_numbers_are_judged_each_by_itself_as_scikit_learn_judges_them()
    {
        JsonElement expected = Expected.GetProperty("numbers");
        IDataView data = View([.. Rows(expected, "labels").Zip(Rows(expected, "scores")).Select(p => LabelRow.Of(p.First, p.Second, []))]);
        IReadOnlyList<OutputMetrics> found = _ml.Regression.EvaluateOutputs(data);

        AssertClose(expected, "rSquared", found.Select(o => o.RSquared));
        AssertClose(expected, "meanAbsoluteError", found.Select(o => o.MeanAbsoluteError));
        AssertClose(expected, "meanSquaredError", found.Select(o => o.MeanSquaredError));
        Assert.All(found, o => Assert.Equal(Math.Sqrt(o.MeanSquaredError), o.RootMeanSquaredError));
        Assert.Equal(expected.GetProperty("averageRSquared").GetDouble(), found.Average(o => o.RSquared), Tolerance);
        Assert.Equal(double.NaN, _ml.Regression.EvaluateOutputs(data, "Score", "Score")[0].RSquared is 1 ? double.NaN : 0);
    }

    [Fact]
    public void Elements_are_called_by_the_slots_of_the_label()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(
            new[]
            {
                new Sizes { Width = 1, Height = 2 },
                new Sizes { Width = 3, Height = 4 },
            }
        );
        IDataView vectors = _ml
            .Transforms.Concatenate("Label", nameof(Sizes.Width), nameof(Sizes.Height))
            .Append(_ml.Transforms.CopyColumns("Score", "Label"))
            .Fit(data)
            .Transform(data);

        Assert.Equal(["Width", "Height"], _ml.Regression.EvaluateOutputs(vectors).Select(o => o.Name));
    }

    [Theory]
    [InlineData("Gone", "There is no label column 'Gone'")]
    [InlineData("Number", "The label column 'Number' has type Single; needed: a vector of Single")]
    [InlineData("Long", "The column 'Score' has vectors of 2 elements, and 'Long' of 3; needed: the same length")]
    [InlineData("Halves", "Row 1, column 'Halves': the value at 0 is 0.5; needed: 0 or 1")]
    [InlineData("Missing", "Row 0, column 'Missing': the value at 1 is NaN; needed: a finite number")]
    public void Columns_and_values_that_do_not_fit_are_named(string label, string message)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(
            new[]
            {
                new OddRow(),
                new OddRow { Halves = [0.5f, 1] },
            }
        );
        string found = Assert.Throws<ArgumentException>(() => _ml.MultilabelClassification().Evaluate(data, label)).Message;
        Assert.Contains(message, found, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_without_rows_can_not_be_judged()
    {
        IDataView data = View([]);
        Assert.Contains(
            "no rows",
            Assert.Throws<ArgumentException>(() => _ml.Regression.EvaluateOutputs(data)).Message,
            StringComparison.Ordinal
        );
    }

    private static void AssertClose(JsonElement expected, string name, IEnumerable<double> found) =>
        Assert.All(Numbers(expected, name).Zip(found), p => Assert.Equal(p.First, p.Second, Tolerance));

    private static float Sigmoid(float score) => (float)(1 / (1 + Math.Exp(-score)));

    private static float[] Numbers(JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];

    private static float[][] Rows(JsonElement of, string name) =>
        [.. of.GetProperty(name).EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetSingle()).ToArray())];

    private IDataView View(LabelRow[] rows)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(LabelRow));
        int width = rows.Length == 0 ? 2 : rows[0].Label.Length;
        foreach (string name in new[] { "Label", "Score", "Probability" })
            schema[name].ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        foreach (string name in new[] { "Flags", "PredictedLabel" })
            schema[name].ColumnType = new VectorDataViewType(BooleanDataViewType.Instance, width);
        return _ml.Data.LoadFromEnumerable(rows, schema);
    }

    private sealed class LabelRow
    {
        public float[] Label { get; set; } = [];

        public bool[] Flags { get; set; } = [];

        public float[] Score { get; set; } = [];

        public float[] Probability { get; set; } = [];

        public bool[] PredictedLabel { get; set; } = [];

        public static LabelRow Of(float[] label, float[] score, bool[] predicted) =>
            new()
            {
                Label = label,
                Flags = [.. label.Select(l => l > 0)],
                Score = score,
                Probability = [.. score.Select(Sigmoid)],
                PredictedLabel = predicted,
            };
    }

    private sealed class Sizes
    {
        public float Width { get; set; }

        public float Height { get; set; }
    }

    private sealed class OddRow
    {
        public float Number { get; set; }

        [VectorType(3)]
        public float[] Long { get; set; } = [0, 1, 0];

        [VectorType(2)]
        public float[] Halves { get; set; } = [0, 1];

        [VectorType(2)]
        public float[] Missing { get; set; } = [0, float.NaN];

        [VectorType(2)]
        public float[] Score { get; set; } = [0, 1];

        [VectorType(2)]
        public float[] Probability { get; set; } = [0, 1];

        [VectorType(2)]
        public bool[] PredictedLabel { get; set; } = [false, true];
    }
}
