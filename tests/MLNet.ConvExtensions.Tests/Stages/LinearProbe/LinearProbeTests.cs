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

    [Fact]
    public void Folds_spread_each_class_and_keep_groups_whole()
    {
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i < 6 ? -1 : i % 3)],
            groups = [.. Enumerable.Range(0, 60).Select(i => i / 2)];

        ProbeFolds folds = ProbeFolds.Draw(labels, groups, new LinearProbeOptions { GroupColumnName = "Group" });

        int[][] rows = [.. Enumerable.Range(0, folds.Count).Select(f => folds.Of(f))];
        Assert.Equal(5, folds.Count);
        Assert.All(Enumerable.Range(0, 60), r => Assert.Equal(labels[r] < 0 ? 0 : 1, rows.Sum(f => f[r])));
        Assert.All(rows, f => Assert.Equal(f.Where((_, r) => r % 2 == 0), f.Where((_, r) => r % 2 == 1)));
        Assert.All(rows, f => Assert.InRange(f.Sum(), 8, 14));
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
