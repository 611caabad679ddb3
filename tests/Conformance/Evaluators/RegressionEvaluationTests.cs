using Microsoft.ML;

namespace MLNet.ConvExtensions.Conformance.Evaluators;

public sealed class RegressionEvaluationTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Errors_are_those_of_scikit_learn()
    {
        var metrics = _context.Regression.Evaluate(
            ScoredRows.Regression(_context, [3, -.5f, 2, 7, 4.25f], [2.5f, 0, 2, 8, 4]));

        // mean_absolute_error, mean_squared_error, its root, r2_score
        Assert.Equal(0.45, metrics.MeanAbsoluteError, 12);
        Assert.Equal(0.3125, metrics.MeanSquaredError, 12);
        Assert.Equal(0.5590169943749475, metrics.RootMeanSquaredError, 12);
        Assert.Equal(0.9491042345276873, metrics.RSquared, 12);
        Assert.Equal(metrics.MeanSquaredError, metrics.LossFunction, 12);
    }

    [Fact]
    public void Rows_without_a_label_or_a_score_are_left_out()
    {
        var metrics = _context.Regression.Evaluate(
            ScoredRows.Regression(_context, [1, float.NaN, 3, 5], [2, 2, float.NaN, 5]));

        Assert.Equal(0.5, metrics.MeanAbsoluteError);
    }

    [Fact]
    public void Labels_that_do_not_vary_have_no_r_squared()
    {
        var metrics = _context.Regression.Evaluate(ScoredRows.Regression(_context, [2, 2], [1, 3]));

        Assert.Equal(double.NaN, metrics.RSquared);
        Assert.Equal(1, metrics.MeanSquaredError);
    }

    [Fact]
    public void Without_rows_all_metrics_are_zero()
    {
        var metrics = _context.Regression.Evaluate(ScoredRows.Regression(_context, [], []));

        Assert.Equal(0, metrics.MeanAbsoluteError);
        Assert.Equal(0, metrics.RootMeanSquaredError);
        Assert.Equal(0, metrics.RSquared);
    }

    [Fact]
    public void The_loss_is_calculated_in_single_precision()
    {
        var metrics = _context.Regression.Evaluate(ScoredRows.Regression(_context, [0.1f, 0.2f], [16.1f, 1000.3f]));

        float first = 16.1f - 0.1f;
        float second = 1000.3f - 0.2f;
        Assert.Equal(((double)(first * first) + (second * second)) / 2, metrics.LossFunction);
        Assert.NotEqual(metrics.MeanSquaredError, metrics.LossFunction);
    }

    [Fact]
    public void Only_floats_are_accepted()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Regression.Evaluate(ScoredRows.Binary(_context)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Regression.Evaluate(ScoredRows.Binary(_context), "Score", "Label"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Regression.Evaluate(ScoredRows.Regression(_context, [1], [1]), "Absent"));
    }
}
