using MLNet.ConvExtensions.AutoML.Search;

namespace MLNet.ConvExtensions.AutoML.Tests.Comparison;

public class TimeForecastTests
{
    [Fact]
    public void A_trial_that_would_take_most_of_what_is_left_is_skipped()
    {
        var forecast = new TimeForecast(() => TimeSpan.FromSeconds(100), set => set == "large" ? 1000 : 100);

        forecast.Note("small", "slow", secondsPerFold: 1);

        Assert.Null(forecast.WhyTooLong("small", "slow", fits: 5));
        Assert.Null(forecast.WhyTooLong("large", "unknown", fits: 5));
        Assert.Contains("foreseen to take 50 s", forecast.WhyTooLong("large", "slow", fits: 5), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_time_budget_nothing_is_skipped()
    {
        var forecast = new TimeForecast(() => null, _ => 100);

        forecast.Note("a", "slow", secondsPerFold: 1e6);

        Assert.Null(forecast.WhyTooLong("a", "slow", fits: 5));
    }
}
