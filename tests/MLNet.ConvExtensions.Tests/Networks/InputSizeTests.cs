using static MLNet.ConvExtensions.Tests.Networks.GraphBuilder;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>Networks for inputs of another size than their files say.</summary>
public sealed class InputSizeTests
{
    public static TheoryData<string, int, int> Changes =>
        new()
        {
            { "convolutions", 23, 31 },
            { "convolutions", 16, 16 },
            { "whole pool", 20, 28 },
            { "shuffle", 24, 12 },
            { "tokens", 10, 14 },
            { "counted tokens", 10, 14 },
            { "computed view", 12, 20 },
            { "lateral", 24, 40 },
            { "crop from the end", 18, 26 },
            { "blocks", 12, 20 },
            { "boxes", 12, 20 },
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public void It_computes_what_the_same_layers_compute_of_that_size(string kind, int height, int width)
    {
        OnnxNetwork changed = Of(kind, 16, 16).WithInputSize(height, width),
            expected = Of(kind, height, width);
        Assert.Equal($"(None, 3, {height}, {width})", changed.Inputs[0].Shape!.ToString());
        Assert.Equal(expected.Outputs[0].Shape, changed.Outputs[0].Shape);
        float[] images = Ort.Noise(1, 2, 3, height, width);
        Ort.Result wanted = Ort.Run(expected, images, 2, 3, height, width),
            received = Ort.Run(changed, images, 2, 3, height, width);
        Assert.Equal(wanted.Shape, received.Shape);
        Ort.AssertClose(wanted.Values, received.Values);
    }

    [Theory]
    [InlineData("dense", 24, 24, "layer 'fc' (Gemm) has weights for 1024 numbers a row, and 2304 come")]
    [InlineData("reshaped dense", 32, 32, "layer 'fc' (Gemm) has weights for 1024 numbers a row, and 4096 come")]
    [InlineData("guessed batch", 32, 32, "layer 'fc' (Gemm) has weights for 1024 numbers a row, and 4096 come")]
    [InlineData("places", 24, 24, "layer 'embedded' (Add) can't work on (None, 4, 24, 24)")]
    [InlineData("windows", 24, 24, "layer 'windows' (Reshape) makes")]
    [InlineData("crop to a place", 24, 24, "layer 'crop' (Slice) cuts out a part up to 12")]
    [InlineData("resize", 24, 24, "layer 'resized' (Resize) gives an output of a size of its own")]
    [InlineData("blocks", 15, 16, "layer 'blocks' (SpaceToDepth) cuts (None, 4, 15, 16) into blocks of 2 x 2, which leaves a rest")]
    [InlineData("convolutions", 2, 16, "can't work on")]
    [InlineData("rows", 24, 24, "layer 'norm' (LayerNormalization) has weights for each place")]
    [InlineData("own operator", 24, 24, "layer 'custom' (Sharpen) may depend on the size in the file")]
    public void What_can_not_take_it_is_named(string kind, int height, int width, string message)
    {
        OnnxNetworkException e = Assert.Throws<OnnxNetworkException>(() => Of(kind, 16, 16).WithInputSize(height, width));
        Assert.Contains($"can't take {height} x {width}: layer ", e.Message);
        Assert.True(e.Message.Contains(message, StringComparison.Ordinal), e.Message);
    }

    [Fact]
    public void Signals_and_volumes_have_one_and_three_sizes()
    {
        OnnxNetwork signals = new GraphBuilder().Input("x", "N", 2, 64).Op("Relu", "y").Build(),
            volumes = new GraphBuilder().Input("x", "N", 1, 8, 8, 8).Op("Relu", "y").Build();
        Assert.Equal("(None, 2, 100)", signals.WithInputSize(100).Outputs[0].Shape!.ToString());
        Assert.Equal("(None, 1, 4, 5, 6)", volumes.WithInputSize(4, 5, 6).Outputs[0].Shape!.ToString());
        Assert.StartsWith(
            "2 sizes were given (4 x 5); the input 'x' (None, 2, 64) of the network 'net' has 1.",
            Assert.Throws<ArgumentException>(() => signals.WithInputSize(4, 5)).Message
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => signals.WithInputSize(0));
    }

    [Fact]
    public void The_same_size_changes_nothing()
    {
        OnnxNetwork network = Of("dense", 16, 16);
        Assert.Same(network, network.WithInputSize(16, 16));
    }

    [Fact]
    public void A_cut_takes_what_the_whole_can_not()
    {
        OnnxNetwork network = Of("dense", 16, 16);
        Assert.Equal("(None, 4, 30, 20)", network.CutAt("conv").WithInputSize(30, 20).Outputs[0].Shape!.ToString());
    }

    private static OnnxNetwork Of(string kind, int height, int width)
    {
        GraphBuilder graph = new GraphBuilder(opset: 17).Input("x", "N", 3, height, width).Conv("conv", 3, 4, 3, pad: 1);
        return (
            kind switch
            {
                "convolutions" => graph
                    .Conv("down", 4, 8, 3, stride: 2, pad: 0)
                    .BatchNorm("bn", 8)
                    .Op("Relu", "relu")
                    .Pool("MaxPool", "pool", 2, 2)
                    .Op("GlobalAveragePool", "gap")
                    .Op("Flatten", "features")
                    .Dense("fc", 8, 5),
                "whole pool" => graph
                    .Op("AveragePool", "pool", null, Ints("kernel_shape", height, width))
                    .Op("Flatten", "flat")
                    .Dense("fc", 4, 5),
                "shuffle" => graph
                    .Op("Reshape", "split", [graph.Shape("s1", 0, 2, 2, height, width)])
                    .Op("Transpose", "turned", null, Ints("perm", 0, 2, 1, 3, 4))
                    .Op("Reshape", "joined", [graph.Shape("s2", 0, 4, height, width)])
                    .Op("GlobalMaxPool", "gmp"),
                "tokens" => graph
                    .Op("Reshape", "tokens", [graph.Shape("s1", 0, 4, height * width)])
                    .Op("Transpose", "rows", null, Ints("perm", 0, 2, 1))
                    .Op("MatMul", "mixed", [graph.Weights("w", 4, 6)])
                    .Op("ReduceMean", "mean", null, Ints("axes", 1), Int("keepdims", 0)),
                "boxes" => graph
                    .Op("Transpose", "last", null, Ints("perm", 0, 2, 3, 1))
                    .Op("Reshape", "boxes", [graph.Shape("s1", 0, height * width * 2, 2)])
                    .Op("Softmax", "scores", null, Int("axis", 2)),
                "counted tokens" => graph.Op("Reshape", "tokens", [graph.Shape("s1", 0, 4, -1)]).Op("Softmax", "s", null, Int("axis", 2)),
                "computed view" => View(graph),
                "lateral" => graph
                    .Conv("half", 4, 4, 3, stride: 2, pad: 1)
                    .Op("Resize", "up", ["", graph.Numbers("scales", 1, 1, 2, 2)], Text("mode", "nearest"))
                    .Op("Add", "sum", ["conv"]),
                "crop from the end" => graph.Op(
                    "Slice",
                    "crop",
                    [graph.Shape("from", 1, 2), graph.Shape("to", -1, int.MaxValue), graph.Shape("axes", 2, 3)]
                ),
                "blocks" => graph.Op("SpaceToDepth", "blocks", null, Int("blocksize", 2)).Op("GlobalMaxPool", "gmp"),
                "dense" => graph.Op("Flatten", "flat").Op("Relu", "relu").Dense("fc", 1024, 5),
                "reshaped dense" => graph.Op("Reshape", "view", [graph.Shape("s1", 0, 1024)]).Dense("fc", 1024, 5),
                "guessed batch" => graph.Op("Reshape", "view", [graph.Shape("s1", -1, 1024)]).Dense("fc", 1024, 5),
                "places" => graph.Op("Add", "embedded", [graph.Weights("positions", 4, 16, 16)]),
                "windows" => graph
                    .Op("Reshape", "windows", [graph.Shape("s1", 0, 4, 2, 8, 2, 8)])
                    .Op("ReduceMax", "max", null, Ints("axes", 3, 5), Int("keepdims", 0)),
                "crop to a place" => graph.Op(
                    "Slice",
                    "crop",
                    [graph.Shape("from", 0, 0), graph.Shape("to", 12, 12), graph.Shape("axes", 2, 3)]
                ),
                "resize" => graph.Op("Resize", "resized", ["", "", graph.Shape("sizes", 1, 4, 8, 8)], Text("mode", "nearest")),
                "rows" => graph.Op("LayerNormalization", "norm", [graph.Weights("g", 16), graph.Weights("b", 16)], Int("axis", -1)),
                _ => graph.Op("Sharpen", "custom"),
            }
        ).Build();
    }

    private static GraphBuilder View(GraphBuilder graph) =>
        graph
            .Pool("MaxPool", "pool", 2, 2)
            .Node("Shape", "shape", ["pool"], ["shape"])
            .Node("Slice", "start", ["shape", graph.Shape("zero", 0), graph.Shape("two", 2), graph.Shape("axis", 0)], ["start"])
            .Node("Concat", "target", ["start", graph.Shape("rest", -1)], ["target"], Int("axis", 0))
            .Node("Reshape", "view", ["pool", "target"], ["view"])
            .Op("ReduceMean", "mean", null, Ints("axes", 2), Int("keepdims", 0))
            .Dense("fc", 4, 5);
}
