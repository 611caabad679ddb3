using Microsoft.ML;

namespace MLNet.ConvExtensions.Conformance.Evaluators;

public sealed class MulticlassEvaluationTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Accuracies_are_those_of_scikit_learn()
    {
        var metrics = _context.MulticlassClassification.Evaluate(ScoredRows.Multiclass(_context));

        // accuracy_score, balanced_accuracy_score
        Assert.Equal(0.7, metrics.MicroAccuracy, 15);
        Assert.Equal(0.6944444444444443, metrics.MacroAccuracy, 14);
    }

    [Fact]
    public void Log_losses_are_natural_and_those_of_scikit_learn()
    {
        var metrics = _context.MulticlassClassification.Evaluate(ScoredRows.Multiclass(_context));

        // -mean(log(P[i, y[i]])), over all rows and over those of a class; (H - loss) / H with H the entropy of the classes
        Assert.Equal(0.7297283903037813, metrics.LogLoss, 12);
        Assert.Equal(0.32984809732185993, metrics.LogLossReduction, 12);
        Assert.Equal([0.594597087324, 0.645980628344, 0.893887689009], metrics.PerClassLogLoss.Select(loss => Math.Round(loss, 12)));
    }

    [Fact]
    public void Rows_of_the_confusion_matrix_are_true_classes()
    {
        var matrix = _context.MulticlassClassification.Evaluate(ScoredRows.Multiclass(_context)).ConfusionMatrix;

        Assert.Equal([2d, 1, 0], matrix.Counts[0]);
        Assert.Equal([1d, 2, 0], matrix.Counts[1]);
        Assert.Equal([1d, 0, 3], matrix.Counts[2]);
        Assert.Equal([0.5, 2.0 / 3, 1], matrix.PerClassPrecision);
        Assert.Equal([2.0 / 3, 2.0 / 3, 0.75], matrix.PerClassRecall);
    }

    [Fact]
    public void Counts_are_asked_for_by_predicted_and_then_true_class()
    {
        var matrix = _context.MulticlassClassification.Evaluate(ScoredRows.Multiclass(_context)).ConfusionMatrix;

        Assert.Equal(1, matrix.GetCountForClassPair(0, 2));
        Assert.Equal(0, matrix.GetCountForClassPair(2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.GetCountForClassPair(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.GetCountForClassPair(0, -1));
    }

    [Fact]
    public void Top_k_accuracy_is_there_only_when_asked_for()
    {
        var metrics = _context.MulticlassClassification.Evaluate(ScoredRows.Multiclass(_context));

        Assert.Equal(0, metrics.TopKPredictionCount);
        Assert.Equal(0, metrics.TopKAccuracy);
        Assert.Null(metrics.TopKAccuracyForAllK);
    }

    [Fact]
    public void Top_k_accuracies_accumulate()
    {
        var metrics = _context.MulticlassClassification.Evaluate(ScoredRows.Multiclass(_context), topKPredictionCount: 3);

        // top_k_accuracy_score(y, P, k)
        Assert.Equal(3, metrics.TopKPredictionCount);
        Assert.Equal([0.7, 0.9, 1.0], metrics.TopKAccuracyForAllK.Select(accuracy => Math.Round(accuracy, 12)));
        Assert.Equal(metrics.TopKAccuracyForAllK[2], metrics.TopKAccuracy);
    }

    [Fact]
    public void Among_equal_scores_the_first_class_wins()
    {
        var metrics = _context.MulticlassClassification.Evaluate(
            ScoredRows.Multiclass(_context, [0, 1, 2], [[1, 1, 1], [1, 1, 1], [1, 1, 1]]), topKPredictionCount: 2);

        Assert.Equal(1.0 / 3, metrics.MicroAccuracy, 12);
        Assert.Equal(2.0 / 3, metrics.TopKAccuracy, 12);
        Assert.All(metrics.ConfusionMatrix.Counts, row => Assert.Equal([1d, 0, 0], row));
    }

    [Fact]
    public void Probabilities_of_zero_count_as_the_least_probability()
    {
        var metrics = _context.MulticlassClassification.Evaluate(ScoredRows.Multiclass(_context, [0, 1], [[0, 1], [0, 2]]));

        // Scores above one count as one; the least probability is 1e-15 in single precision.
        Assert.Equal(-Math.Log(1e-15f), metrics.PerClassLogLoss[0]);
        Assert.Equal(0, metrics.PerClassLogLoss[1]);
    }

    [Fact]
    public void Missing_labels_and_scores_that_are_not_finite_are_left_out()
    {
        uint[] keys = [ScoredRows.MissingKey, 0, 1, 1];
        float[][] scores = [[1, 0], [1, 0], [float.NaN, 1], [0, float.PositiveInfinity]];
        var metrics = _context.MulticlassClassification.Evaluate(ScoredRows.Multiclass(_context, keys, scores));

        Assert.Equal(1, metrics.MicroAccuracy);
        Assert.Equal(1, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
        Assert.Equal(0, metrics.ConfusionMatrix.PerClassRecall[1]);
    }

    [Fact]
    public void A_class_that_the_model_does_not_know_is_wrong_and_costs_the_largest_loss()
    {
        var metrics = _context.MulticlassClassification.Evaluate(
            ScoredRows.Multiclass(_context, [0, 3], [[.75f, .25f], [.75f, .25f]], keyCount: 5), topKPredictionCount: 2);

        Assert.Equal(0.5, metrics.MicroAccuracy);
        Assert.Equal(1, metrics.MacroAccuracy);
        Assert.Equal((-Math.Log(0.75f) - Math.Log(1e-15f)) / 2, metrics.LogLoss, 12);
        Assert.Equal(1, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
        Assert.Equal(0.5, metrics.TopKAccuracy);
    }

    [Fact]
    public void Macro_accuracy_is_over_the_classes_that_occur()
    {
        var metrics = _context.MulticlassClassification.Evaluate(
            ScoredRows.Multiclass(_context, [0, 0, 1], [[1, 0, 0], [0, 1, 0], [0, 1, 0]]));

        Assert.Equal(0.75, metrics.MacroAccuracy);
        Assert.Equal(0, metrics.PerClassLogLoss[2]);
    }

    [Fact]
    public void Float_labels_count_from_zero_and_others_are_left_out()
    {
        float[] labels = [0, 1, 0.5f, -1, float.NaN];
        var metrics = _context.MulticlassClassification.Evaluate(
            ScoredRows.FloatMulticlass(_context, labels, Enumerable.Repeat(new[] { 0.75f, 0.25f }, labels.Length).ToArray()));

        Assert.Equal(0.5, metrics.MicroAccuracy);
        Assert.Equal(2, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [Fact]
    public void The_predicted_label_is_not_looked_at_but_has_to_be_there()
    {
        var data = ScoredRows.Multiclass(_context);

        Assert.Equal(0.7, _context.MulticlassClassification.Evaluate(data, predictedLabelColumnName: "Label").MicroAccuracy, 12);
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Evaluate(data, predictedLabelColumnName: "Absent"));
    }

    [Fact]
    public void Columns_of_wrong_types_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Evaluate(ScoredRows.Binary(_context)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Evaluate(ScoredRows.Multiclass(_context), "Score"));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.MulticlassClassification.Evaluate(ScoredRows.Multiclass(_context, [0], [[1]], keyCount: 1)));
    }

    [Fact]
    public void The_number_of_best_predictions_is_checked()
    {
        var data = ScoredRows.Multiclass(_context);

        Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Evaluate(data, topKPredictionCount: -1));
        Assert.Throws<IndexOutOfRangeException>(() => _context.MulticlassClassification.Evaluate(data, topKPredictionCount: 5));
        Assert.Equal(1, _context.MulticlassClassification.Evaluate(data, topKPredictionCount: 4).TopKAccuracy, 12);
    }

    [Fact]
    public void Without_any_row_accuracies_are_zero()
    {
        var metrics = _context.MulticlassClassification.Evaluate(ScoredRows.Multiclass(_context, [ScoredRows.MissingKey], [[1, 0]]));

        Assert.Equal(0, metrics.MicroAccuracy);
        Assert.Equal(0, metrics.MacroAccuracy);
        Assert.Equal(0, metrics.LogLoss);
        Assert.Equal(double.NaN, metrics.LogLossReduction);
    }
}
