using System.Text.Json;

namespace MLNet.ConvExtensions.Insight.Tests.Judging;

/// <summary>The numbers are those of scikit-learn, for the same predictions.</summary>
public sealed class JudgementMetricsTests
{
    private const double Close = 1e-6;

    [Theory]
    [InlineData("multiclass")]
    [InlineData("binary")]
    public void Figures_are_those_of_scikit_learn(string task)
    {
        JsonElement expected = ExpectedMetrics.Of(task);
        var judged = ExpectedMetrics.Judge(task);

        Assert.Equal(Number(expected, "accuracy"), judged.Accuracy.Value, Close);
        AssertInterval(expected.GetProperty("accuracyInterval"), judged.Accuracy);
        Assert.Equal(Number(expected, "balancedAccuracy"), judged.BalancedAccuracy, Close);
        Assert.Equal(Number(expected, "macroF1"), judged.MacroF1Score, Close);
        Assert.Equal(Number(expected, "logLoss"), judged.LogLoss, Close);
        Assert.Equal(Number(expected, "brier"), judged.BrierScore, Close);
        Assert.Equal(Number(expected, "auc"), judged.AreaUnderRocCurve, Close);
        Assert.Equal(expected.GetProperty("topK").Deserialize<double[]>()!, judged.TopK.Select(t => Math.Round(t.Accuracy.Value, 12)));
        int[][] confusion = expected.GetProperty("confusion").Deserialize<int[][]>()!;
        Assert.Equal(
            from row in Enumerable.Range(0, confusion.Length)
            from column in Enumerable.Range(0, confusion.Length)
            where confusion[row][column] > 0
            select new ConfusionCell(row, column, confusion[row][column]),
            judged.Confusion
        );
    }

    [Theory]
    [InlineData("multiclass")]
    [InlineData("binary")]
    public void Calibration_is_that_of_scikit_learn(string task)
    {
        JsonElement expected = ExpectedMetrics.Of(task);
        var judged = ExpectedMetrics.Judge(task);

        AssertCurve(expected.GetProperty("equalWidth"), judged.Calibration);
        AssertCurve(expected.GetProperty("equalMass"), judged.CalibrationByMass);
    }

    [Theory]
    [InlineData("multiclass")]
    [InlineData("binary")]
    public void Classes_and_their_intervals_are_those_of_scikit_learn_and_scipy(string task)
    {
        var judged = ExpectedMetrics.Judge(task);
        JsonElement[] classes = [.. ExpectedMetrics.Of(task).GetProperty("byClass").EnumerateArray()];

        Assert.Equal(classes.Length, judged.ByClass.Count);
        foreach ((JsonElement expected, ClassJudgement actual) in classes.Zip(judged.ByClass))
        {
            Assert.Equal(expected.GetProperty("photos").GetInt32(), actual.Photos);
            AssertInterval(expected.GetProperty("precisionInterval"), actual.Precision);
            AssertInterval(expected.GetProperty("recallInterval"), actual.Recall);
            Assert.Equal(Number(expected, "precision"), actual.Precision.Value, Close);
            Assert.Equal(Number(expected, "recall"), actual.Recall.Value, Close);
            Assert.Equal(Number(expected, "f1"), actual.F1Score.Value, Close);
            Assert.InRange(actual.F1Score.Value, actual.F1Score.Low, actual.F1Score.High);
            Assert.Equal(Number(expected, "auc"), actual.AreaUnderRocCurve, Close);
            Assert.Equal(Number(expected, "averagePrecision"), actual.AveragePrecision, Close);
        }
    }

    [Theory]
    [InlineData("multiclass")]
    [InlineData("binary")]
    public void Threshold_curves_are_those_of_scikit_learn(string task)
    {
        var judged = ExpectedMetrics.Judge(task);
        JsonElement[] classes = [.. ExpectedMetrics.Of(task).GetProperty("byClass").EnumerateArray()];

        foreach ((JsonElement expected, ClassJudgement actual) in classes.Zip(judged.ByClass))
        {
            double[] precisions = expected.GetProperty("precisions").Deserialize<double[]>()!,
                recalls = expected.GetProperty("recalls").Deserialize<double[]>()!;
            Assert.Equal(expected.GetProperty("thresholds").Deserialize<double[]>()!, actual.Thresholds.Select(p => p.Threshold));
            AssertClose(precisions, actual.Thresholds.Select(p => p.Precision));
            AssertClose(recalls, actual.Thresholds.Select(p => p.Recall));
            double best = precisions.Zip(recalls).Max(p => 2 * p.First * p.Second / Math.Max(p.First + p.Second, 1e-300));
            Assert.Equal(best, actual.BestThreshold!.F1Score, Close);
        }
    }

    [Fact]
    public void Groups_have_wilsons_intervals_and_the_worst_is_first()
    {
        var judged = ExpectedMetrics.Judge("multiclass");
        JsonElement expected = ExpectedMetrics.Of("multiclass").GetProperty("byGroup");

        Assert.Equal(3, judged.Groups.Count);
        Assert.Equal(judged.Groups.OrderBy(g => g.Accuracy.Value), judged.Groups);
        foreach (GroupJudgement group in judged.Groups)
            AssertInterval(expected.GetProperty(group.Name), group.Accuracy);
    }

    [Fact]
    public void Many_thresholds_are_thinned_and_keep_their_ends()
    {
        var random = new Random(1);
        JudgedPhoto[] photos =
        [
            .. Enumerable
                .Range(0, 1000)
                .Select(i =>
                {
                    float yes = random.NextSingle();
                    return JudgedPhoto.Of(ImagePrediction.FromScores(["no", "yes"], [1 - yes, yes]), i % 2, "photo.jpg");
                }),
        ];
        IReadOnlyList<ThresholdPoint> points = ClassificationJudgement.Of(["no", "yes"], photos, isBinary: true).ByClass[1].Thresholds;

        Assert.Equal(200, points.Count);
        Assert.Equal((photos.Min(p => p.Probabilities[1]), 1.0), (points[0].Threshold, points[0].Recall));
        Assert.Equal(photos.Max(p => p.Probabilities[1]), points[^1].Threshold);
    }

    [Fact]
    public void A_single_photo_has_a_judgement()
    {
        ImagePrediction prediction = ImagePrediction.FromScores(["a", "b", "c"], [0.2f, 0.5f, 0.3f]);
        var judged = ClassificationJudgement.Of(["a", "b", "c"], [JudgedPhoto.Of(prediction, 1, "only.jpg")]);

        Assert.Equal((1.0, 1.0), (judged.Accuracy.Value, judged.BalancedAccuracy));
        Assert.Equal(0.5, judged.Calibration.ExpectedCalibrationError, Close);
        Assert.Equal(0.5, judged.CalibrationByMass.ExpectedCalibrationError, Close);
        Assert.True(double.IsNaN(judged.AreaUnderRocCurve));
        Assert.True(double.IsNaN(judged.ByClass[0].Precision.Value) && double.IsNaN(judged.ByClass[0].F1Score.Value));
    }

    [Fact]
    public void Of_more_than_a_hundred_classes_no_probabilities_are_kept()
    {
        string[] classes = [.. Enumerable.Range(0, 101).Select(c => $"class {c}")];
        float[] scores = [.. classes.Select((_, c) => c == 7 ? 4f : 0f)];
        var judged = ClassificationJudgement.Of(classes, [JudgedPhoto.Of(ImagePrediction.FromScores(classes, scores), 9, "photo.jpg")]);

        Assert.Equal((0, 0), (judged.Photos[0].Probabilities.Count, judged.ByClass[9].Thresholds.Count));
        Assert.Equal((7, 10), (judged.Photos[0].Predicted, judged.Photos[0].Rank));
        Assert.Equal([1, 2, 3, 4, 5, 10], judged.TopK.Select(t => t.K));
        Assert.Equal([0, 0, 0, 0, 0, 1], judged.TopK.Select(t => t.Accuracy.Value));
    }

    [Fact]
    public void A_probability_that_is_missing_is_refused_with_the_photos_name()
    {
        ImagePrediction prediction = ImagePrediction.FromScores(["a", "b"], [0.2f, 0.8f]) with
        {
            Classes = [new ClassProbability(1, "b", float.NaN), new ClassProbability(0, "a", 0.2f)],
        };
        var e = Assert.Throws<ArgumentException>(() => JudgedPhoto.Of(prediction, 1, "odd.jpg"));

        Assert.Equal("The probability of 'b' for 'odd.jpg' is NaN; allowed: 0 to 1.", e.Message);
    }

    [Fact]
    public void No_photos_and_photos_of_another_model_are_refused()
    {
        var photo = JudgedPhoto.Of(ImagePrediction.FromScores(["a", "b", "c"], [0.2f, 0.5f, 0.3f]), 1, "p.jpg");

        Assert.Contains(
            "one or more",
            Assert.Throws<ArgumentException>(() => ClassificationJudgement.Of(["a", "b"], [])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'p.jpg'",
            Assert.Throws<ArgumentException>(() => ClassificationJudgement.Of(["a", "b"], [photo])).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => JudgedPhoto.Of(ImagePrediction.FromScores(["a", "b"], [0, 1]), 2, "p.jpg"));
    }

    private static double Number(JsonElement parent, string name) => parent.GetProperty(name).GetDouble();

    private static void AssertInterval(JsonElement expected, MetricInterval actual) =>
        AssertClose(expected.Deserialize<double[]>()!, [actual.Value, actual.Low, actual.High]);

    private static void AssertCurve(JsonElement expected, CalibrationCurve actual)
    {
        AssertClose(expected.GetProperty("accuracy").Deserialize<double[]>()!, actual.Bins.Select(b => b.Accuracy.Value));
        AssertClose(expected.GetProperty("confidence").Deserialize<double[]>()!, actual.Bins.Select(b => b.MeanConfidence));
        Assert.Equal(expected.GetProperty("photos").Deserialize<int[]>()!, actual.Bins.Select(b => b.Photos));
        Assert.Equal(Number(expected, "ece"), actual.ExpectedCalibrationError, Close);
        Assert.Equal(Number(expected, "mce"), actual.MaximumCalibrationError, Close);
    }

    private static void AssertClose(double[] expected, IEnumerable<double> actual)
    {
        double[] found = [.. actual];
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), p => Assert.Equal(p.First, p.Second, Close));
    }
}
