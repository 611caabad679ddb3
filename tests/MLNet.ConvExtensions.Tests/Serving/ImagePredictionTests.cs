namespace MLNet.ConvExtensions.Tests.Serving;

public sealed class ImagePredictionTests
{
    private static readonly string[] Names = ["ant", "bee", "cat"];

    [Fact]
    public void Shares_are_probabilities_as_they_are()
    {
        var prediction = ImagePrediction.FromScores(Names, [0.25f, 0.125f, 0.625f]);
        Assert.Equal(("cat", 0.625f), (prediction.Label, prediction.Probability));
        Assert.Equal([new(2, "cat", 0.625f), new(0, "ant", 0.25f), new(1, "bee", 0.125f)], prediction.Classes);
        Assert.Equal([0.25f, 0.125f, 0.625f], prediction.Scores);
    }

    // Softmax of 1, 2, 3 and of logarithms of shares.
    [Theory]
    [InlineData(1f, 2f, 3f, 0.66524096f)]
    [InlineData(-1.3862944f, -2.0794415f, -0.47000363f, 0.625f)]
    [InlineData(0f, float.NegativeInfinity, 0.6931472f, 0.6666667f)]
    public void Other_numbers_are_logits(float ant, float bee, float cat, float expected) =>
        Assert.Equal(expected, ImagePrediction.FromScores(Names, [ant, bee, cat]).Probability, 1e-6f);

    [Fact]
    public void Of_equal_classes_the_first_is_first() =>
        Assert.Equal(["ant", "bee", "cat"], ImagePrediction.FromScores(Names, [1, 1, 1]).Classes.Select(c => c.Name));

    [Fact]
    public void Scores_that_do_not_fit_are_refused()
    {
        var tooFew = Assert.Throws<ArgumentException>(() => ImagePrediction.FromScores(Names, [1, 2]));
        var missing = Assert.Throws<ArgumentException>(() => ImagePrediction.FromScores(Names, [1, float.NaN, 2]));
        Assert.Contains("2 scores and 3 classes", tooFew.Message, StringComparison.Ordinal);
        Assert.Contains("'bee' is NaN", missing.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ImagePrediction.FromScores([], []));
        Assert.Throws<ArgumentNullException>(() => ImagePrediction.FromScores(Names, null!));
    }
}
