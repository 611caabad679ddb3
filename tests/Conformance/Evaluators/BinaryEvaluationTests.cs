using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.Evaluators;

public sealed class BinaryEvaluationTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Counted_metrics_are_those_of_scikit_learn()
    {
        var metrics = _context.BinaryClassification.Evaluate(ScoredRows.Binary(_context));

        // accuracy_score, precision_score, recall_score, the same of (1 - y, ~(s > 0)), f1_score
        Assert.Equal(0.5833333333333334, metrics.Accuracy, 15);
        Assert.Equal(0.5, metrics.PositivePrecision, 15);
        Assert.Equal(0.6, metrics.PositiveRecall, 15);
        Assert.Equal(0.6666666666666666, metrics.NegativePrecision, 15);
        Assert.Equal(0.5714285714285714, metrics.NegativeRecall, 15);
        Assert.Equal(0.5454545454545454, metrics.F1Score, 15);
    }

    [Fact]
    public void The_area_under_the_roc_curve_counts_ties_half()
    {
        var metrics = _context.BinaryClassification.Evaluate(ScoredRows.Binary(_context));

        // roc_auc_score(y, s)
        Assert.Equal(0.5857142857142856, metrics.AreaUnderRocCurve, 15);
    }

    [Fact]
    public void Log_loss_and_entropy_are_to_base_2()
    {
        var metrics = _context.BinaryClassification.Evaluate(ScoredRows.Binary(_context));

        // log_loss(y, p) / log(2); -(q log2 q + (1 - q) log2 (1 - q)) for q = mean(y); (entropy - loss) / entropy
        Assert.Equal(1.1672673648475191, metrics.LogLoss, 12);
        Assert.Equal(0.9798687566511529, metrics.Entropy, 12);
        Assert.Equal(-0.19124868195290645, metrics.LogLossReduction, 12);
    }

    [Fact]
    public void The_area_under_the_precision_recall_curve_is_the_lower_trapezoid()
    {
        float[] scores = [2.5f, 1.5f, 1.25f, .25f, .5f, -.25f, -.5f, -1, -1.5f, .75f, 0, -2.5f];
        var metrics = _context.BinaryClassification.Evaluate(ScoredRows.Binary(_context, ScoredRows.BinaryLabels, scores));

        // precision, recall, _ = precision_recall_curve(y, s); auc(recall, precision): no ties here
        Assert.Equal(0.5666414141414141, metrics.AreaUnderPrecisionRecallCurve, 12);
        Assert.Equal(0.5428571428571429, metrics.AreaUnderRocCurve, 12);
    }

    [Fact]
    public void Tied_scores_enter_the_precision_recall_curve_in_row_order()
    {
        var positiveFirst = _context.BinaryClassification.Evaluate(ScoredRows.Binary(_context, [true, false], [1, 1]));
        var negativeFirst = _context.BinaryClassification.Evaluate(ScoredRows.Binary(_context, [false, true], [1, 1]));

        Assert.Equal(1, positiveFirst.AreaUnderPrecisionRecallCurve);
        Assert.Equal(0.25, negativeFirst.AreaUnderPrecisionRecallCurve);
        Assert.Equal(0.5, positiveFirst.AreaUnderRocCurve);
        Assert.Equal(0.5, negativeFirst.AreaUnderRocCurve);
    }

    [Fact]
    public void A_score_above_zero_is_the_prediction_whatever_the_predicted_label_says()
    {
        var rows = new[]
        {
            new ScoredRows.BinaryRow { Label = true, Score = 1, Probability = 0.1f, PredictedLabel = false },
            new ScoredRows.BinaryRow { Label = false, Score = 0, Probability = 0.9f, PredictedLabel = true },
        };
        var metrics = _context.BinaryClassification.Evaluate(_context.Data.LoadFromEnumerable(rows));

        Assert.Equal(1, metrics.Accuracy);
        Assert.True(metrics.LogLoss > 3);
    }

    [Fact]
    public void Evaluation_without_probabilities_gives_the_same_metrics()
    {
        var calibrated = _context.BinaryClassification.Evaluate(ScoredRows.Binary(_context));
        var metrics = _context.BinaryClassification.EvaluateNonCalibrated(ScoredRows.Binary(_context));

        Assert.IsNotType<CalibratedBinaryClassificationMetrics>(metrics);
        Assert.Equal(calibrated.Accuracy, metrics.Accuracy);
        Assert.Equal(calibrated.AreaUnderRocCurve, metrics.AreaUnderRocCurve);
        Assert.Equal(calibrated.AreaUnderPrecisionRecallCurve, metrics.AreaUnderPrecisionRecallCurve);
        Assert.Equal(calibrated.F1Score, metrics.F1Score);
    }

    [Fact]
    public void The_first_row_of_the_confusion_matrix_is_the_positive_class()
    {
        var matrix = _context.BinaryClassification.Evaluate(ScoredRows.Binary(_context)).ConfusionMatrix;

        Assert.Equal(2, matrix.NumberOfClasses);
        Assert.Equal([3d, 2], matrix.Counts[0]);
        Assert.Equal([3d, 4], matrix.Counts[1]);
        Assert.Equal(0.5, matrix.PerClassPrecision[0]);
        Assert.Equal(4.0 / 7, matrix.PerClassRecall[1]);
    }

    [Fact]
    public void Rows_without_a_label_or_with_a_score_that_is_not_finite_are_left_out()
    {
        float[] labels = [1, 0, 1, 0, float.NaN, 1, 0];
        float[] scores = [1, -1, 1, 1, 1, float.NaN, float.PositiveInfinity];
        var metrics = _context.BinaryClassification.Evaluate(ScoredRows.FloatBinary(_context, labels, scores));

        Assert.Equal(0.75, metrics.Accuracy);
        Assert.Equal(4, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [Fact]
    public void Any_float_label_above_zero_is_positive()
    {
        var metrics = _context.BinaryClassification.Evaluate(ScoredRows.FloatBinary(_context, [0.5f, 7, 0, -1], [1, 1, -1, -1]));

        Assert.Equal(1, metrics.Accuracy);
        Assert.Equal([2d, 0], metrics.ConfusionMatrix.Counts[0]);
    }

    [Fact]
    public void A_probability_that_is_not_a_number_makes_the_log_loss_one()
    {
        var metrics = _context.BinaryClassification.Evaluate(
            ScoredRows.FloatBinary(_context, [1, 0], [1, -1], [float.NaN, 0.25f]));

        Assert.Equal(double.NaN, metrics.LogLoss);
        Assert.Equal(double.NaN, metrics.LogLossReduction);
        Assert.Equal(1, metrics.Entropy);
    }

    [Fact]
    public void A_wrong_probability_of_one_makes_the_log_loss_infinite()
    {
        var metrics = _context.BinaryClassification.Evaluate(ScoredRows.FloatBinary(_context, [1, 0], [1, 1], [1, 1]));

        Assert.Equal(double.PositiveInfinity, metrics.LogLoss);
        Assert.Equal(double.NegativeInfinity, metrics.LogLossReduction);
    }

    [Fact]
    public void Precision_and_f1_are_zero_without_positive_predictions()
    {
        var metrics = _context.BinaryClassification.Evaluate(ScoredRows.Binary(_context, [true, false], [-1, -2]));

        Assert.Equal(0, metrics.PositivePrecision);
        Assert.Equal(0, metrics.F1Score);
        Assert.Equal(1, metrics.AreaUnderRocCurve);
        Assert.Equal(1, metrics.AreaUnderPrecisionRecallCurve);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_both_classes_there_is_no_roc_curve(bool label)
        => Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.BinaryClassification.Evaluate(ScoredRows.Binary(_context, [label, label], [1, -1])));

    [Fact]
    public void Without_any_row_there_is_no_roc_curve()
        => Assert.Throws<ArgumentOutOfRangeException>(() => _context.BinaryClassification.Evaluate(ScoredRows.Binary(_context, [], [])));

    [Fact]
    public void The_second_value_of_a_key_label_is_the_positive_class()
    {
        var definition = SchemaDefinition.Create(typeof(ScoredRows.KeyBinaryRow));
        definition["Label"].AddAnnotation("KeyValues", ScoredRows.Names("no", "yes"), new VectorDataViewType(TextDataViewType.Instance, 2));
        var rows = new[] { (1u, 1f), (1u, 1f), (0u, -1f), (1u, -1f), (ScoredRows.MissingKey, 1f) }
            .Select(row => new ScoredRows.KeyBinaryRow { Label = row.Item1, Score = row.Item2 });
        var matrix = _context.BinaryClassification.EvaluateNonCalibrated(_context.Data.LoadFromEnumerable(rows, definition)).ConfusionMatrix;

        // The missing key is left out. The name of the first key stands for the positive class: so it is in ML.NET.
        Assert.Equal([2d, 1], matrix.Counts[0]);
        Assert.Equal([0d, 1], matrix.Counts[1]);
        Assert.StartsWith("TEST NO RATIO:\t0.7500 (3.0/(3.0+1.0))", matrix.GetFormattedConfusionTable(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Label")]
    [InlineData("Score")]
    [InlineData("Probability")]
    [InlineData("PredictedLabel")]
    public void A_column_that_is_not_there_is_named(string missing)
    {
        string Name(string column) => column == missing ? "Absent" : column;
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _context.BinaryClassification.Evaluate(
            ScoredRows.Binary(_context), Name("Label"), Name("Score"), Name("Probability"), Name("PredictedLabel")));

        Assert.Contains("Absent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_wrong_types_are_refused()
    {
        var data = ScoredRows.Binary(_context);

        Assert.Throws<ArgumentOutOfRangeException>(() => _context.BinaryClassification.Evaluate(data, scoreColumnName: "Label"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.BinaryClassification.Evaluate(data, probabilityColumnName: "Label"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.BinaryClassification.EvaluateNonCalibrated(
            ScoredRows.Multiclass(_context), scoreColumnName: "Score"));
    }

    [Fact]
    public void Null_and_empty_arguments_are_refused()
    {
        var data = ScoredRows.Binary(_context);

        Assert.Throws<ArgumentNullException>(() => _context.BinaryClassification.Evaluate(null!));
        Assert.ThrowsAny<ArgumentException>(() => _context.BinaryClassification.Evaluate(data, labelColumnName: ""));
        Assert.ThrowsAny<ArgumentException>(() => _context.BinaryClassification.Evaluate(data, probabilityColumnName: ""));
        Assert.ThrowsAny<ArgumentException>(() => _context.BinaryClassification.EvaluateNonCalibrated(data, scoreColumnName: ""));
    }
}
