using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Tests.Networks.GraphBuilder;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>Of several outputs the one that tells classes apart is found, or asked for.</summary>
public sealed class ClassifierOutputTests
{
    [Theory]
    [InlineData("features first", "logits")]
    [InlineData("logits first", "logits")]
    [InlineData("features, logits and shares", "shares")]
    [InlineData("maps of scores", "shares")]
    [InlineData("feature maps", "logits")]
    [InlineData("auxiliary classifier", "logits")]
    [InlineData("one", "features")]
    public void It_is_what_is_computed_of_the_others(string kind, string expected) =>
        Assert.Equal(expected, Network(kind).FindClassifierOutput());

    [Theory]
    [InlineData(10, "logits")]
    [InlineData(3, "other")]
    [InlineData(6, "features")]
    public void Number_of_classes_decides_where_it_is_known(int classes, string expected) =>
        Assert.Equal(expected, Network("two tasks").FindClassifierOutput(classes));

    [Fact]
    public void What_can_not_be_told_is_asked_for()
    {
        string message = Assert.Throws<OnnxNetworkException>(() => Network("two tasks").FindClassifierOutput()).Message;
        Assert.Contains("'logits' (None, 10), 'other' (None, 3)", message, StringComparison.Ordinal);
        Assert.Contains(
            "No output of the network",
            Assert.Throws<OnnxNetworkException>(() => Network("only maps").FindClassifierOutput()).Message,
            StringComparison.Ordinal
        );
    }

    private static OnnxNetwork Network(string kind)
    {
        GraphBuilder graph = new GraphBuilder(opset: 13)
            .Input("x", "N", 3, 8, 8)
            .Conv("maps", 3, 6, 3)
            .Op("GlobalAveragePool", "pool")
            .Op("Flatten", "features")
            .Dense("logits", 6, 10);
        switch (kind)
        {
            case "features first":
                return graph.Output("features").Output("logits").Build();
            case "logits first":
                return graph.Output("logits").Output("features").Build();
            case "features, logits and shares":
                return graph.Op("Softmax", "shares").Output("shares").Output("logits").Output("features").Build();
            case "maps of scores":
                graph
                    .Op("Softmax", "shares")
                    .Node(
                        "ZipMap",
                        "named",
                        ["shares"],
                        ["named"],
                        Ints("classlabels_int64s", [.. Enumerable.Range(0, 10).Select(i => (long)i)])
                    );
                graph.Graph.Node[^1].Domain = "ai.onnx.ml";
                graph.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 2 });
                return graph.Output("named").Output("features").Build();
            case "feature maps":
                return graph.Output("maps").Output("logits").Build();
            case "auxiliary classifier":
                graph.From("x").Op("GlobalMaxPool", "side").Op("Flatten", "flat").Dense("aux", 3, 10);
                return graph.Output("aux").Output("logits").Build();
            case "two tasks":
                return graph.From("features").Dense("other", 6, 3).Output("features").Output("logits").Output("other").Build();
            case "only maps":
                return graph.Output("maps").Build();
            default:
                return graph.Output("features").Build();
        }
    }
}
