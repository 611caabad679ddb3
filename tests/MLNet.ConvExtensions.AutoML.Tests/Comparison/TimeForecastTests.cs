using MLNet.ConvExtensions.AutoML.Search;

namespace MLNet.ConvExtensions.AutoML.Tests.Comparison;

public class TimeForecastTests
{
    [Fact]
    public void A_trial_that_would_take_most_of_what_is_left_is_skipped()
    {
        var forecast = new TimeForecast(() => TimeSpan.FromSeconds(100), set => set == "large" ? 1000 : 100, _ => 0);

        forecast.Note(Of("small", "slow"), secondsPerFold: 1);

        Assert.Null(forecast.WhyTooLong(Of("small", "slow"), fits: 5));
        Assert.Null(forecast.WhyTooLong(Of("large", "unknown"), fits: 5));
        Assert.Contains("foreseen to take 50 s", forecast.WhyTooLong(Of("large", "slow"), fits: 5), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stage_that_is_fitted_for_every_fold_counts_with_each_of_them()
    {
        var forecast = new TimeForecast(() => TimeSpan.FromSeconds(100), _ => 100, set => set == "tuned" ? 4 : 0);

        Assert.Null(forecast.WhyTooLong(Of("plain", "quick"), fits: 10));
        Assert.Contains("foreseen to take 40 s", forecast.WhyTooLong(Of("tuned", "quick"), fits: 10), StringComparison.Ordinal);
        forecast.Note(Of("tuned", "quick"), secondsPerFold: 6);
        Assert.Contains("foreseen to take 60 s", forecast.WhyTooLong(Of("tuned", "quick"), fits: 10), StringComparison.Ordinal);
        Assert.Null(forecast.WhyTooLong(Of("plain", "quick"), fits: 10));
    }

    [Fact]
    public void Without_a_time_budget_nothing_is_skipped()
    {
        var forecast = new TimeForecast(() => null, _ => 100, _ => 0);

        forecast.Note(Of("a", "slow"), secondsPerFold: 1e6);

        Assert.Null(forecast.WhyTooLong(Of("a", "slow"), fits: 5));
    }

    private static Candidate Of(string set, string trainer) =>
        new(set, HyperParameterValues.None, ComparedTrainer.LogisticRegression with { Name = trainer }, HyperParameterValues.None);
}
