using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.AutoML.Search;
using MLNet.ConvExtensions.AutoML.Tests.Support;

namespace MLNet.ConvExtensions.AutoML.Tests.Comparison;

/// <summary>Scores that are no numbers are no answer, and folds without a score leave the others in their places.</summary>
public sealed class MissingScoresTests
{
    private readonly MLContext _context = new(1);

    [Theory]
    [InlineData(float.NaN, float.NaN, float.NaN)]
    [InlineData(0.5f, float.NaN, 0.5f)]
    [InlineData(1f, 2f, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity)]
    public void A_trainer_whose_scores_are_no_numbers_has_failed(params float[] scores)
    {
        var broken = new ComparedTrainer(
            "broken",
            [],
            (context, _) =>
                context
                    .MulticlassClassification.Trainers.LbfgsMaximumEntropy()
                    .Append(context.Transforms.CustomMapping<Scored, Scored>((_, to) => to.Score = scores, contractName: null))
        );
        using FeatureComparison comparison = Compare([broken, ComparedTrainer.LogisticRegression]);

        Assert.All(
            comparison.Trials.Where(t => t.Trainer == "broken"),
            t => Assert.Contains("not all are numbers", t.Error, StringComparison.Ordinal)
        );
        Assert.Contains(comparison.Trials, t => t.Trainer == "broken");
        Assert.All(comparison.Sets, s => Assert.Equal("logistic regression", s.Trainer));
        string message = Assert.Throws<FeatureComparisonException>(() => Compare([broken])).Message;
        Assert.Contains("the last one by: The trainer's scores of none", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 0f, 0, 0 }, new[] { 1 / 3f, 1 / 3f, 1 / 3f })]
    [InlineData(new[] { 1f, 3, 0 }, new[] { 0.25f, 0.75f, 0 })]
    [InlineData(new[] { -1f, -1, float.NegativeInfinity }, new[] { 0.5f, 0.5f, 0 })]
    public void Scores_that_are_numbers_are_shares(float[] scores, float[] expected) =>
        Assert.Equal(expected, TrialModel.Probabilities(scores, "a row"));

    [Theory]
    [InlineData("1 2 3", "0 0 0", "1 2 3")]
    [InlineData("1 - 3", "0 0 0", "1 3")]
    [InlineData("1 - 3 4", "0 7 - 2", "1 2")]
    [InlineData("- 1", "1 -", "")]
    public void Folds_are_paired_by_their_place(string first, string second, string expected) =>
        Assert.Equal(expected, string.Join(' ', FinalScores.Differences(Folds(first), Folds(second), ComparisonMetric.Accuracy)));

    private static FoldScores?[] Folds(string accuracies) =>
        [.. accuracies.Split(' ').Select(a => a == "-" ? null : new FoldScores(a[0] - '0', 0, 0, 0, 0))];

    private FeatureComparison Compare(ComparedTrainer[] trainers) =>
        _context.CompareFeatures(
            _context.Data.LoadFromEnumerable(Samples.Rows()),
            Samples.Sets(_context),
            Samples.Options with
            {
                Trainers = trainers,
            }
        );

    private sealed class Scored
    {
        [VectorType(3)]
        public float[] Score { get; set; } = [];
    }
}
