using MathNet.Numerics.Distributions;
using MLNet.ConvExtensions.AutoML.Statistics;

namespace MLNet.ConvExtensions.AutoML.Tests.Statistics;

public class StatisticsTests
{
    private static readonly Predictions Sample = new(Expected.Values.Labels, Expected.Values.Probabilities);

    [Fact]
    public void Scores_are_those_of_scikit_learn()
    {
        FoldScores scores = ClassificationScores.Of(Sample);

        Assert.Equal(Expected.Values.Scores["accuracy"], scores.Accuracy, 1e-12);
        Assert.Equal(Expected.Values.Scores["macroF1"], scores.MacroF1, 1e-12);
        Assert.Equal(Expected.Values.Scores["logLoss"], scores.LogLoss, 1e-6);
        Assert.Equal(Expected.Values.Scores["auc"], scores.AreaUnderRocCurve, 1e-12);
        Assert.Equal(Expected.Values.Scores["averagePrecision"], scores.AveragePrecision, 1e-12);
    }

    [Theory]
    [InlineData(ComparisonMetric.Accuracy)]
    [InlineData(ComparisonMetric.MacroF1)]
    [InlineData(ComparisonMetric.LogLoss)]
    [InlineData(ComparisonMetric.AreaUnderRocCurve)]
    [InlineData(ComparisonMetric.AveragePrecision)]
    public void A_score_alone_is_the_one_of_all(ComparisonMetric metric) =>
        Assert.Equal(ClassificationScores.Of(Sample)[metric], ClassificationScores.Of(Sample, metric));

    [Fact]
    public void The_corrected_resampled_test_has_SciPys_p_value() =>
        Assert.Equal(Expected.Values.ResampledP, PairedTests.CorrectedResampled(Expected.Values.Differences, 0.25), 1e-10);

    [Fact]
    public void Differences_that_are_all_nothing_are_no_difference()
    {
        Assert.Equal(1, PairedTests.CorrectedResampled([0, 0, 0], 0.25));
        Assert.Equal(0, PairedTests.CorrectedResampled([0.1, 0.1, 0.1], 0.25));
    }

    [Fact]
    public void McNemars_exact_test_has_SciPys_p_values() =>
        Assert.All(Expected.Values.McNemar, row => Assert.Equal(row[2], PairedTests.McNemar((int)row[0], (int)row[1]), 1e-10));

    [Fact]
    public void Without_disagreement_McNemar_sees_no_difference() => Assert.Equal(1, PairedTests.McNemar(0, 0));

    /// <summary>
    /// Two normal distributions one deviation apart: the area under the ROC curve is the normal distribution's at 1/sqrt(2).
    /// </summary>
    [Theory]
    [InlineData(50, 0.92)]
    [InlineData(100, 0.92)]
    [InlineData(200, 0.92)]
    public void Intervals_hold_the_true_value_about_as_often_as_they_say(int images, double least)
    {
        const int experiments = 300;
        double truth = Normal.CDF(0, 1, 1 / Math.Sqrt(2));
        int held = 0;
        for (int e = 0; e < experiments; e++)
        {
            var random = new Random(e);
            int[] labels = [.. Enumerable.Range(0, images).Select(i => i % 2)];
            float[][] probabilities =
            [
                .. labels.Select(l => (float)(1 / (1 + Math.Exp(-Normal.Sample(random, l, 1))))).Select(p => new[] { 1 - p, p }),
            ];
            ScoreInterval interval = Intervals.Of(new Predictions(labels, probabilities), [.. Enumerable.Range(0, images)], 0.95, 400, e)[
                ComparisonMetric.AreaUnderRocCurve
            ];
            held += interval.Low <= truth && truth <= interval.High ? 1 : 0;
        }

        Assert.InRange((double)held / experiments, least, 0.98);
    }

    [Fact]
    public void Wilsons_intervals_are_SciPys()
    {
        foreach (double[] row in Expected.Values.Wilson)
        {
            ScoreInterval interval = Intervals.Wilson((int)row[0], (int)row[1], 0.95);
            Assert.Equal(row[0] / row[1], interval.Value);
            Assert.Equal(row[2], interval.Low, 1e-9);
            Assert.Equal(row[3], interval.High, 1e-9);
        }
    }

    [Fact]
    public void Holms_correction_goes_down_step_by_step() =>
        Assert.Equal(Expected.Values.Holm, PairedTests.Holm(Expected.Values.PValues), (a, b) => Math.Abs(a - b) < 1e-12);

    [Fact]
    public void Bootstrap_intervals_hold_the_score_and_repeat_themselves()
    {
        int[] alone = [.. Enumerable.Range(0, Sample.Count)];
        var first = Intervals.Of(Sample, alone, 0.95, 300, seed: 3);
        var second = Intervals.Of(Sample, alone, 0.95, 300, seed: 3);

        Assert.Equal(first, second);
        Assert.All(first.Values, i => Assert.InRange(i.Value, i.Low, i.High));
    }

    [Fact]
    public void Images_in_groups_are_less_evidence_than_as_many_independent_ones()
    {
        int[] alone = [.. Enumerable.Range(0, 600)],
            grouped = [.. alone.Select(i => i % 60)];
        Predictions tenTimes = Sample.Resampled(grouped);
        ScoreInterval wide = Intervals.Of(tenTimes, grouped, 0.95, 300, 3)[ComparisonMetric.MacroF1];
        ScoreInterval narrow = Intervals.Of(tenTimes, alone, 0.95, 300, 3)[ComparisonMetric.MacroF1];

        Assert.True(wide.High - wide.Low > 2 * (narrow.High - narrow.Low));
    }
}
