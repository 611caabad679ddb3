using Microsoft.Extensions.Logging;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNet.ConvExtensions.Tests.Logging;

public sealed class LoggerCatalogTests
{
    [Theory]
    [InlineData(LogLevel.Debug, ChannelMessageKind.Trace)]
    [InlineData(LogLevel.Information, ChannelMessageKind.Info)]
    [InlineData(LogLevel.Warning, ChannelMessageKind.Warning)]
    [InlineData(LogLevel.Critical, ChannelMessageKind.Error)]
    public void Lines_arrive_at_the_log_of_the_context(LogLevel level, ChannelMessageKind kind)
    {
        var ml = new MLContext(1);
        var lines = new List<LoggingEventArgs>();
        ml.Log += (_, line) => lines.Add(line);
        ml.CreateLogger("Training").Log(level, "Epoch {Epoch} of {{10}}", 3);

        LoggingEventArgs found = Assert.Single(lines, line => line.RawMessage == "Epoch 3 of {10}");
        Assert.Equal((kind, "Training"), (found.Kind, found.Source));
    }

    [Fact]
    public void A_stage_that_is_given_it_reports_there()
    {
        var ml = new MLContext(1);
        var lines = new List<string>();
        ml.Log += (_, line) => lines.Add(line.Message);
        IDataView data = ml.Data.LoadFromEnumerable([new Row { Path = "nothing.jpg" }]);
        var options = new ConvFeaturesOptions
        {
            InputColumnName = "Path",
            BadImages = BadImageHandling.Missing,
            Logger = ml.CreateLogger(),
        };
        using ConvFeaturesTransformer stage = ml.Transforms.ConvFeatures(Backbone.Embedded, options).Fit(data);
        _ = stage.Transform(data).Preview();

        Assert.Contains(
            lines,
            line =>
                line.Contains("[Source=MLNet.ConvExtensions", StringComparison.Ordinal)
                && line.Contains("nothing.jpg", StringComparison.Ordinal)
        );
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";
    }
}
