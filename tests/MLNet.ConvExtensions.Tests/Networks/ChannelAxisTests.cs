using static MLNet.ConvExtensions.Tests.Networks.GraphBuilder;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>
/// Pooling keeps the channels, or the width of tokens, wherever a layer has them: compared with a plain loop over what ONNX Runtime gives
/// of the layer.
/// </summary>
public sealed class ChannelAxisTests
{
    private static readonly Dictionary<string, (int Axis, Func<GraphBuilder> Build)> Understood = new()
    {
        ["feature maps"] = (1, () => Image().Conv("y", 3, 5, 3)),
        ["feature maps, elementwise"] = (1, () => Image().Conv("c", 3, 5, 3).Op("Relu", "r").Node("Add", "y", ["c", "r"], ["y"])),
        ["maps with a bias"] = (1, () => Of(g => g.Conv("c", 3, 5, 3, bias: false).Op("Add", "y", [g.Weights("b", 5, 1, 1)]))),
        ["maps flattened by position"] = (1, () => Of(g => g.Conv("c", 3, 5, 3).Op("Reshape", "y", [g.Shape("to", 0, 5, -1)]))),
        ["channels shuffled"] = (
            1,
            () =>
                Of(g =>
                    g.Conv("c", 3, 6, 3)
                        .Op("Reshape", "r", [g.Shape("to", 0, 2, 3, 10, 10)])
                        .Op("Transpose", "t", null, Ints("perm", 0, 2, 1, 3, 4))
                        .Op("Reshape", "y", [g.Shape("back", 0, 6, 10, 10)])
                )
        ),
        ["tokens"] = (2, () => Tokens()),
        ["tokens, normalised"] = (2, () => Of(g => Tokens(g).Op("LayerNormalization", "y", [g.Positive("s", 5), g.Weights("b", 5)]))),
        ["tokens, normalised by parts"] = (
            2,
            () =>
                Of(g =>
                    Tokens(g)
                        .Op("ReduceMean", "m", null, Ints("axes", -1))
                        .Node("Sub", "d", ["t", "m"], ["d"])
                        .Op("Mul", "s", [g.Positive("scale", 5)])
                        .Op("Add", "y", [g.Weights("shift", 5)])
                )
        ),
        ["tokens, dense"] = (
            2,
            () => Of(g => Tokens(g).Op("MatMul", "m", [g.Weights("w", 5, 7)]).Op("Add", "a", [g.Weights("b", 7)]).Op("Gelu", "y"), 20)
        ),
        ["tokens transposed back"] = (
            1,
            () => Of(g => Tokens(g).Op("MatMul", "m", [g.Weights("w", 5, 7)]).Op("Transpose", "y", null, Ints("perm", 0, 2, 1)))
        ),
        ["channels last"] = (3, () => Image().Conv("c", 3, 5, 3).Op("Transpose", "y", null, Ints("perm", 0, 2, 3, 1))),
        ["channels last, normalised"] = (
            3,
            () =>
                Of(g =>
                    g.Conv("c", 3, 5, 3)
                        .Op("Transpose", "t", null, Ints("perm", 0, 2, 3, 1))
                        .Op("LayerNormalization", "y", [g.Positive("s", 5), g.Weights("b", 5)])
                )
        ),
        ["windows joined"] = (
            3,
            () => Of(g => Tokens(g).Op("LayerNormalization", "n", [g.Positive("s", 5)]).Op("Reshape", "y", [g.Shape("grid", 0, 10, 10, 5)]))
        ),
    };

    public static TheoryData<string> Names => [.. Understood.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Pooling_is_over_positions_and_keeps_channels(string name)
    {
        (int axis, Func<GraphBuilder> build) = Understood[name];
        OnnxNetwork network = build().Build();
        float[] image = Ort.Noise(5, 2, 3, 12, 12);
        Ort.Result layer = Ort.Run(network, image, 2, 3, 12, 12);
        foreach (FeaturePooling pooling in new[] { FeaturePooling.Average, FeaturePooling.Maximum })
        {
            OnnxNetwork pooled = network.WithPooling(pooling);
            Ort.Result actual = Ort.Run(pooled, image, 2, 3, 12, 12);
            Assert.Equal([2, layer.Shape[axis]], actual.Shape);
            Assert.Equal(layer.Shape[axis], pooled.Outputs[0].Shape![1]);
            Ort.AssertClose(Pool(layer, axis, pooling), actual.Values);
        }
    }

    [Theory]
    [InlineData("tokens")]
    [InlineData("tokens, normalised")]
    [InlineData("tokens, dense")]
    public void Class_token_is_the_first(string name)
    {
        OnnxNetwork network = Understood[name].Build().Build();
        float[] image = Ort.Noise(5, 2, 3, 12, 12);
        Ort.Result layer = Ort.Run(network, image, 2, 3, 12, 12),
            actual = Ort.Run(network.WithPooling(FeaturePooling.ClassToken), image, 2, 3, 12, 12);
        int width = (int)layer.Shape[2],
            whole = width * (int)layer.Shape[1];
        Assert.Equal([.. layer.Values[..width], .. layer.Values[whole..(whole + width)]], actual.Values);
    }

    [Theory]
    [InlineData("feature maps")]
    [InlineData("channels last")]
    [InlineData("maps flattened by position")]
    public void Layers_without_tokens_have_no_class_token(string name) =>
        Assert.Contains(
            "ClassToken is for layers of transformers",
            Assert.Throws<OnnxNetworkException>(() => Understood[name].Build().Build().WithPooling(FeaturePooling.ClassToken)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void What_is_not_understood_is_refused_and_can_still_be_had_whole()
    {
        OnnxNetwork network = Of(g => g.Conv("c", 3, 5, 3).Op("Reshape", "y", [g.Shape("to", 0, 25, 20)])).Build();
        foreach (FeaturePooling pooling in new[] { FeaturePooling.Average, FeaturePooling.Maximum, FeaturePooling.ClassToken })
            Assert.Contains(
                "can't be told from what made it",
                Assert.Throws<OnnxNetworkException>(() => network.WithPooling(pooling)).Message,
                StringComparison.Ordinal
            );
        Assert.Equal("(None, 500)", network.WithPooling(FeaturePooling.None).Outputs[0].Shape!.ToString());
    }

    private static float[] Pool(Ort.Result layer, int axis, FeaturePooling pooling)
    {
        int batch = (int)layer.Shape[0],
            channels = (int)layer.Shape[axis],
            inner = (int)layer.Shape[(axis + 1)..].Aggregate(1L, (a, b) => a * b),
            size = layer.Values.Length / batch;
        var pooled = new float[batch * channels];
        for (int i = 0; i < pooled.Length; i++)
        {
            IEnumerable<float> values = Enumerable
                .Range(0, size)
                .Where(e => e / inner % channels == i % channels)
                .Select(e => layer.Values[((i / channels) * size) + e]);
            pooled[i] = pooling == FeaturePooling.Average ? values.Average() : values.Max();
        }

        return pooled;
    }

    private static GraphBuilder Image(long opset = 17) => new GraphBuilder(opset).Input("x", "N", 3, 12, 12);

    private static GraphBuilder Of(Func<GraphBuilder, GraphBuilder> add, long opset = 17) => add(Image(opset));

    private static GraphBuilder Tokens(GraphBuilder? graph = null)
    {
        graph ??= Image();
        return graph
            .Conv("patches", 3, 5, 3)
            .Op("Reshape", "flat", [graph.Shape("positions", 0, 5, 100)])
            .Op("Transpose", "t", null, Ints("perm", 0, 2, 1));
    }
}
