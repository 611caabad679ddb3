using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Stages.LinearProbe;
using MLNet.ConvExtensions.Tests.Stages.Neighbors;

namespace MLNet.ConvExtensions.Tests.Stages.LinearProbe;

/// <summary>Logistic regression whose regularization is chosen by cross-validation.</summary>
public sealed class LinearProbeTests
{
    private readonly MLContext _context = new(1);

    // A peak at every place, also at both ends, and on a plateau, where the loss decides.
    [Theory]
    [InlineData(0)]
    [InlineData(13)]
    [InlineData(48)]
    [InlineData(71)]
    [InlineData(96)]
    public void The_search_finds_the_peak_of_97_values_in_16_tries_at_most(int peak)
    {
        int tries = 0;
        float best = new RegularizationSearch(l2 =>
        {
            tries++;
            double place = (Math.Log10(l2) + 6) * 8;
            return new LinearProbeChoice(l2, 0.9, Math.Abs(place - peak));
        }).Run().L2Regularization;

        Assert.Equal(peak, (Math.Log10(best) + 6) * 8, 1e-3);
        Assert.InRange(tries, 7, 16);
    }

    [Fact]
    public void Noise_is_regularized_and_what_is_clear_is_not()
    {
        LinearProbeChoice clear = Probe().ChooseRegularization(Rows(noise: 0.1f, width: 4)),
            noisy = Probe().ChooseRegularization(Rows(noise: 4, width: 40));

        Assert.Equal(1, clear.Accuracy);
        Assert.True(noisy.L2Regularization > 10 * clear.L2Regularization, $"{clear}, {noisy}");
        Assert.InRange(noisy.Accuracy, 0.3, 0.9);
    }

    [Fact]
    public void What_is_fitted_is_logistic_regression_with_the_regularization_that_was_chosen()
    {
        IDataView rows = Rows(noise: 2, width: 6);
        float chosen = Probe().ChooseRegularization(rows).L2Regularization;

        float[][] probabilities = [.. Probe().Fit(rows).Transform(rows).GetColumn<float[]>("Score")],
            expected =

            [
                .. _context
                    .MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: chosen)
                    .Fit(rows)
                    .Transform(rows)
                    .GetColumn<float[]>("Score"),
            ];

        Assert.All(expected.Zip(probabilities), p => Assert.All(p.First.Zip(p.Second), v => Assert.Equal(v.First, v.Second, 1e-4)));
    }

    // Copies of a row in several folds would be told by heart.
    [Fact]
    public void Groups_stay_whole()
    {
        var random = new Random(3);
        float[][] points = [.. Enumerable.Range(0, 20).Select(_ => Enumerable.Range(0, 40).Select(_ => random.NextSingle()).ToArray())];
        (int Class, float[] Features)[] rows = [.. Enumerable.Range(0, 80).Select(i => (i / 4 % 2, points[i / 4]))];
        IDataView data = ClassRows.Of(_context, rows, classes: 2, group: i => i / 4);

        double copies = Probe().ChooseRegularization(data).Accuracy,
            groups =
                _context
                    .MulticlassClassification.Trainers.LinearProbe(new LinearProbeOptions { GroupColumnName = "Group" })
                    .ChooseRegularization(data)
                    .Accuracy;

        Assert.True(copies > 0.95, $"{copies}");
        Assert.InRange(groups, 0.2, 0.8);
    }

    [Fact]
    public void A_feature_that_is_no_number_is_refused_by_row()
    {
        IDataView rows = ClassRows.Of(_context, [(0, [1f]), (0, [2f]), (1, [float.NaN]), (1, [3f])], classes: 2);

        Assert.Contains(
            "Row 2, column 'Features': the feature at 0 is NaN",
            Assert.Throws<InvalidOperationException>(() => Probe().Fit(rows)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_class_of_one_row_is_refused()
    {
        IDataView rows = ClassRows.Of(_context, [(0, [1f]), (0, [2f]), (1, [3f])], classes: 2);

        Assert.Equal(
            "Column 'Label' has 2 classes with rows, the smallest of 1 rows; needed: two classes or more, of two or more each.",
            Assert.Throws<ArgumentException>(() => Probe().Fit(rows)).Message
        );
    }

    private LinearProbeTrainer Probe() => _context.MulticlassClassification.Trainers.LinearProbe();

    private IDataView Rows(float noise, int width)
    {
        var random = new Random(5);
        return ClassRows.Of(
            _context,
            [
                .. Enumerable
                    .Range(0, 60)
                    .Select(i =>
                        (
                            i % 3,
                            Enumerable
                                .Range(0, width)
                                .Select(j => (float)(((random.NextDouble() * 2) - 1) * noise) + (j == i % 3 ? 1 : 0))
                                .ToArray()
                        )
                    ),
            ],
            classes: 3
        );
    }
}
