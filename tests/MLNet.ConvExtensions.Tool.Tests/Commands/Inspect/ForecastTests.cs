using MLNet.ConvExtensions.Tool.Commands.Inspect;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Inspect;

public sealed class ForecastTests
{
    [Theory]
    [InlineData(10, 500, 1000, "about 10 s left")]
    [InlineData(30, 100, 1000, "about 4 min left")]
    [InlineData(600, 1, 20, "about 3.2 h left")]
    [InlineData(1, 500, 1000, null)]
    [InlineData(10, 0, 1000, null)]
    [InlineData(10, 1000, 1000, null)]
    public void What_is_left_takes_as_long_for_each_as_what_is_done(int seconds, long done, long count, string? expected) =>
        Assert.Equal(expected, Forecast.Text(TimeSpan.FromSeconds(seconds), done, count));
}
