using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Stages.Neighbors;

namespace MLNet.ConvExtensions.Tests.Evaluation;

/// <summary>Features judged by what a few rows of each class teach.</summary>
public sealed class FewShotTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Classes_that_lie_apart_are_always_told_and_more_rows_help_where_they_do_not()
    {
        Assert.Equal(1, Evaluate(Clouds(far: 50), 1).MicroAccuracy.Value);

        FewShotMetrics one = Evaluate(Clouds(far: 1.5f), 1),
            ten = Evaluate(Clouds(far: 1.5f), 10);
        Assert.True(one.MicroAccuracy.High < ten.MicroAccuracy.Low, $"{one.MicroAccuracy}, {ten.MicroAccuracy}");
        Assert.InRange(one.MicroAccuracy.Value, 0.4, 0.95);
    }

    [Fact]
    public void The_interval_is_that_of_the_mean_over_draws_and_a_seed_gives_the_same_draws()
    {
        FewShotMetrics metrics = Evaluate(Clouds(far: 1), 2);

        double mean = metrics.Accuracies.Average(),
            deviation = Math.Sqrt(metrics.Accuracies.Sum(a => (a - mean) * (a - mean)) / (metrics.Accuracies.Count - 1));
        Assert.Equal(20, metrics.Accuracies.Count);
        Assert.True(metrics.Accuracies.Distinct().Count() > 5);
        Assert.Equal(mean, metrics.MicroAccuracy.Value, 1e-12);
        Assert.Equal(mean + (1.96 * deviation / Math.Sqrt(20)), metrics.MicroAccuracy.High, 1e-5);
        Assert.Equal(metrics.Accuracies, Evaluate(Clouds(far: 1), 2).Accuracies);
    }

    // Rows of a group are the same row: without groups each is told by its copies, and with them by chance.
    [Fact]
    public void No_row_is_judged_whose_group_was_learned_from()
    {
        var random = new Random(3);
        float[][] points = [.. Enumerable.Range(0, 24).Select(_ => Point(random, 0, 0))];
        (int Class, float[] Features)[] rows = [.. Enumerable.Range(0, 96).Select(i => (i / 4 % 2, points[i / 4]))];
        IDataView data = ClassRows.Of(_context, rows, classes: 2, group: i => i / 4);
        IEstimator<ITransformer> nearest = _context.MulticlassClassification.Trainers.KNearestNeighbors(numberOfNeighbors: 1);
        var options = new FewShotOptions
        {
            Shots = 10,
            Draws = 20,
            Trainer = nearest,
        };

        double copies = _context.MulticlassClassification.EvaluateFewShot(data, options).MicroAccuracy.Value,
            groups =
                _context.MulticlassClassification.EvaluateFewShot(data, options with { GroupColumnName = "Group" }).MicroAccuracy.Value;

        Assert.True(copies > 0.75, $"{copies}");
        Assert.InRange(groups, 0.2, 0.7);
    }

    [Fact]
    public void A_class_of_too_few_rows_is_named()
    {
        IDataView data = ClassRows.Of(_context, [(0, [1f]), (0, [2f]), (0, [3f]), (1, [1f]), (1, [2f])], classes: 2);

        Assert.StartsWith(
            "FewShotOptions.Shots is 2, and class 'c1' has 2 rows, of which one is to be judged; allowed: 1 to 1.",
            Assert
                .Throws<ArgumentException>(() => _context.MulticlassClassification.EvaluateFewShot(data, new FewShotOptions { Shots = 2 }))
                .Message,
            StringComparison.Ordinal
        );
    }

    private FewShotMetrics Evaluate((int Class, float[] Features)[] rows, int shots) =>
        _context.MulticlassClassification.EvaluateFewShot(
            ClassRows.Of(_context, rows, classes: 3),
            new FewShotOptions
            {
                Shots = shots,
                Draws = 20,
                Trainer = _context.MulticlassClassification.Trainers.NearestClassMean(),
            }
        );

    private static (int Class, float[] Features)[] Clouds(float far)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 90).Select(i => (i % 3, Point(random, far, i % 3)))];
    }

    private static float[] Point(Random random, float far, int axis) =>
        [.. Enumerable.Range(0, 8).Select(j => (float)(random.NextDouble() + random.NextDouble() - 1) * 2 + (j == axis ? far : 0))];
}
