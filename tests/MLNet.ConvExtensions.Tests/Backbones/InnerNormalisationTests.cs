using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Tests.Networks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Backbones;

/// <summary>Networks that normalise pixels themselves are given what they want, and it is told.</summary>
public sealed class InnerNormalisationTests
{
    private static readonly Dictionary<string, (float Scale, Func<GraphBuilder, GraphBuilder> Steps)> Inside = new()
    {
        ["mean and deviation of bytes"] = (
            1,
            g => g.Op("Sub", "m", [Channels(g, "mean", 123.7f, 116.3f, 103.5f)]).Op("Div", "d", [Channels(g, "std", 58.4f, 57.1f, 57.4f)])
        ),
        ["division, then mean and deviation"] = (
            1,
            g =>
                g.Op("Div", "s", [g.Scalar("max", 255)])
                    .Op("Sub", "m", [Channels(g, "mean", .485f, .456f, .406f)])
                    .Op("Div", "d", [Channels(g, "std", .229f, .224f, .225f)])
        ),
        ["mean and deviation of shares"] = (
            1f / 255f,
            g => g.Op("Sub", "m", [Channels(g, "mean", .485f, .456f, .406f)]).Op("Div", "d", [Channels(g, "std", .229f, .224f, .225f)])
        ),
        ["from -1 to 1, of bytes"] = (1, g => g.Op("Mul", "s", [g.Scalar("scale", 1 / 127.5f)]).Op("Sub", "m", [g.Scalar("one", 1)])),
        ["from -1 to 1, of shares"] = (1f / 255f, g => g.Op("Mul", "s", [g.Scalar("two", 2)]).Op("Sub", "m", [g.Scalar("one", 1)])),
        ["means of Caffe, blue first"] = (
            1,
            g =>
                g.Op("Gather", "bgr", [g.Shape("order", 2, 1, 0)], GraphBuilder.Int("axis", 1))
                    .Op("Sub", "m", [Channels(g, "mean", 103.9f, 116.8f, 123.7f)])
        ),
    };

    public static TheoryData<string> Names => [.. Inside.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_normalises_inside_is_not_normalised_again(string name)
    {
        (float scale, Func<GraphBuilder, GraphBuilder> steps) = Inside[name];
        Backbone backbone = Backbone.FromNetwork("net", Finish(steps(Image())));
        BackbonePreprocessing found = backbone.GetPreprocessing(out string? remark);
        Assert.Equal(scale, found.Scale);
        Assert.Equal([0, 0, 0], found.Mean);
        Assert.Equal([1, 1, 1], found.StandardDeviation);
        Assert.Contains(
            $"normalises pixels itself, at its layer '{steps(Image()).Graph.Node.First(n => n.OpType is "Sub" or "Div" or "Mul").Name}'",
            remark,
            StringComparison.Ordinal
        );

        Backbone twice = Backbone.FromNetwork("net", backbone.Network, new BackbonePreprocessing { Width = 8, Height = 8 });
        twice.GetPreprocessing(out remark);
        Assert.Contains("normalised twice", remark, StringComparison.Ordinal);
        Backbone.FromNetwork("net", backbone.Network, found).GetPreprocessing(out remark);
        Assert.Null(remark);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("own statistics")]
    [InlineData("weights first")]
    [InlineData("channels apart")]
    public void What_does_not_normalise_gets_the_means_of_ImageNet(string kind)
    {
        GraphBuilder graph = Image();
        if (kind == "own statistics")
            graph.Op("GlobalAveragePool", "p").Node("Sub", "d", ["x", "p"], ["d"]);
        if (kind == "weights first")
            graph.Conv("first", 3, 3, 1).Op("Sub", "m", [graph.Scalar("one", 100)]);
        if (kind == "channels apart")
            graph.Node("Mul", "a", ["x", graph.Scalar("f", 0.458f)], ["a"]).Node("Add", "s", ["a", "x"], ["s"]);
        BackbonePreprocessing found = Backbone.FromNetwork("net", Finish(graph)).GetPreprocessing(out string? remark);
        Assert.Equal(new BackbonePreprocessing().Mean, found.Mean);
        Assert.Equal(1 / 255f, found.Scale);
        Assert.Null(remark);
    }

    [SkippableTheory]
    [InlineData("prep_inside.onnx")]
    [InlineData("u8_nchw.onnx")]
    public void Shared_networks_get_pixels_as_they_are(string file)
    {
        Backbone backbone = Backbone.FromFile(SharedData.Require("cases", "18", file));
        BackbonePreprocessing found = backbone.GetPreprocessing(out _);
        Assert.Equal((1f, 0f, 1f), (found.Scale, found.Mean[0], found.StandardDeviation[0]));
        var log = new MessageLog();
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable([new Row { Image = TestImages.Png(3, 90, 70) }]);
        using ConvFeaturesTransformer transformer = context
            .Transforms.ConvFeatures(backbone, new ConvFeaturesOptions { InputColumnName = "Image", Logger = log })
            .Fit(data);
        Assert.Contains(log.Messages, m => m.Contains("normalises pixels itself", StringComparison.Ordinal));
        Assert.All(transformer.Transform(data).GetColumn<float[]>("Features").Single(), f => Assert.True(float.IsFinite(f)));
    }

    private static GraphBuilder Image() => new GraphBuilder().Input("x", "N", 3, 8, 8);

    private static OnnxNetwork Finish(GraphBuilder graph) =>
        graph.Conv("conv", 3, 4, 3).Op("GlobalAveragePool", "pool").Op("Flatten", "flat").Build();

    private static string Channels(GraphBuilder graph, string name, params float[] values)
    {
        graph.Graph.Initializer.Add(TensorContents.Floats(name, values, 1, 3, 1, 1));
        return name;
    }

    private sealed class Row
    {
        public byte[] Image { get; set; } = [];
    }
}
