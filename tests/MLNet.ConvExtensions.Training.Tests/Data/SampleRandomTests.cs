using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Tests.Data;

public sealed class SampleRandomTests
{
    private const int Count = 40_000;

    /// <summary>
    /// Shares of mixup against the symmetric beta distribution: its mean is 1/2, its variance 1 / (8 alpha + 4), and it has no mass at any
    /// single point between 0 and 1.
    /// </summary>
    [Theory]
    [InlineData(1e-300)]
    [InlineData(0.001)]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(0.999)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Shares_have_the_mean_and_the_variance_of_the_beta_distribution(double alpha)
    {
        double[] shares = [.. Enumerable.Range(0, Count).Select(i => new SampleRandom(7, 1, i).NextBeta(alpha))];
        double mean = shares.Average(),
            variance = shares.Average(s => (s - 0.5) * (s - 0.5)),
            expected = 1 / ((8 * alpha) + 4);

        Assert.All(shares, s => Assert.InRange(s, 0, 1));
        // Four deviations of the mean, and of the variance, whose own deviation is below 1.5 of it.
        Assert.Equal(0.5, mean, tolerance: 4 * Math.Sqrt(expected / Count));
        Assert.Equal(expected, variance, tolerance: 4 * 1.5 * expected / Math.Sqrt(Count));
        Assert.True(shares.Count(s => s == 0.5) < 5, $"{shares.Count(s => s == 0.5)} of {Count} are 0.5");
    }
}
