using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Tests.Networks.GraphBuilder;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>Inferred shapes are those that ONNX Runtime computes.</summary>
public sealed class ShapeInferenceTests
{
    private static readonly long[] Size = [2, 4, 11, 9];

    private static readonly Dictionary<string, Func<GraphBuilder>> Cases = new()
    {
        ["Conv strided, padded"] = () => Image().Conv("y", 4, 6, 3, stride: 2, pad: 1),
        ["Conv with groups"] = () => Image().Conv("y", 4, 8, 3, group: 4),
        ["Conv dilated"] = () => With(g => g.Op("Conv", "y", [g.Weights("w", 5, 4, 3, 3)], Ints("dilations", 2, 3))),
        ["Conv padded unevenly"] = () =>
            With(g => g.Op("Conv", "y", [g.Weights("w", 5, 4, 3, 3)], Ints("pads", 0, 0, 1, 2), Ints("strides", 2, 2))),
        ["Conv SAME_UPPER"] = () =>
            With(g => g.Op("Conv", "y", [g.Weights("w", 5, 4, 4, 3)], Text("auto_pad", "SAME_UPPER"), Ints("strides", 3, 2))),
        ["Conv VALID"] = () => With(g => g.Op("Conv", "y", [g.Weights("w", 5, 4, 4, 3)], Text("auto_pad", "VALID"), Ints("strides", 3, 2))),
        ["Conv of one axis"] = () => OneAxis(g => g.Op("Conv", "y", [g.Weights("w", 5, 4, 3)], Ints("strides", 2))),
        ["Conv of three axes"] = () => ThreeAxes(g => g.Op("Conv", "y", [g.Weights("w", 5, 2, 3, 2, 2)], Ints("pads", 1, 0, 0, 1, 0, 0))),
        ["ConvTranspose"] = () =>
            With(g =>
                g.Op(
                    "ConvTranspose",
                    "y",
                    [g.Weights("w", 4, 3, 3, 3)],
                    Ints("strides", 2, 2),
                    Ints("pads", 1, 1, 1, 1),
                    Ints("output_padding", 1, 1)
                )
            ),
        ["ConvTranspose with groups, dilated"] = () =>
            With(g => g.Op("ConvTranspose", "y", [g.Weights("w", 4, 3, 3, 3)], Int("group", 2), Ints("dilations", 2, 2))),
        ["ConvTranspose to a given size"] = () =>
            With(g => g.Op("ConvTranspose", "y", [g.Weights("w", 4, 3, 3, 3)], Ints("strides", 2, 2), Ints("output_shape", 22, 18))),
        ["MaxPool"] = () => Image().Pool("MaxPool", "y", 3, 2),
        ["MaxPool rounded up"] = () =>
            With(g => g.Op("MaxPool", "y", null, Ints("kernel_shape", 3, 3), Ints("strides", 2, 3), Int("ceil_mode", 1))),
        ["MaxPool rounded up, last window in the padding"] = () =>
            With(g =>
                g.Op("MaxPool", "y", null, Ints("kernel_shape", 2, 2), Ints("strides", 4, 3), Ints("pads", 1, 1, 1, 1), Int("ceil_mode", 1))
            ),
        ["MaxPool dilated"] = () => With(g => g.Op("MaxPool", "y", null, Ints("kernel_shape", 3, 2), Ints("dilations", 2, 3))),
        ["AveragePool SAME_LOWER"] = () =>
            With(g => g.Op("AveragePool", "y", null, Ints("kernel_shape", 3, 2), Ints("strides", 2, 2), Text("auto_pad", "SAME_LOWER"))),
        ["AveragePool rounded up"] = () =>
            With(g => g.Op("AveragePool", "y", null, Ints("kernel_shape", 3, 3), Ints("strides", 2, 3), Int("ceil_mode", 1))),
        ["GlobalAveragePool"] = () => Image().Op("GlobalAveragePool", "y"),
        ["GlobalMaxPool of one axis"] = () => OneAxis(g => g.Op("GlobalMaxPool", "y")),
        ["BatchNormalization"] = () => Image().BatchNorm("y", 4),
        ["InstanceNormalization"] = () => With(g => g.Op("InstanceNormalization", "y", [g.Weights("s", 4), g.Weights("b", 4)])),
        ["LRN"] = () => Image().Op("LRN", "y", null, Int("size", 3)),
        ["Dropout"] = () => Image().Op("Dropout", "y"),
        ["Softmax"] = () => Image().Op("Softmax", "y", null, Int("axis", 1)),
        ["Clip"] = () => With(g => g.Op("Clip", "y", [g.Scalar("low", 0), g.Scalar("high", 6)])),
        ["PRelu"] = () => With(g => g.Op("PRelu", "y", [g.Weights("slope", 4, 1, 1)])),
        ["Add, broadcast"] = () => With(g => g.Op("Add", "y", [g.Weights("b", 4, 1, 1)])),
        ["Mul, broadcast to more axes"] = () => With(g => g.Op("Mul", "y", [g.Weights("b", 3, 1, 1, 1, 1)])),
        ["Max of three"] = () => With(g => g.Op("Max", "y", [g.Weights("a", 1, 4, 1, 1), g.Weights("b", 9)])),
        ["Greater"] = () => With(g => g.Op("Greater", "y", [g.Scalar("zero", 0)])),
        ["Where"] = () =>
            With(g => g.Op("Greater", "positive", [g.Scalar("zero", 0)]).Node("Where", "y", ["positive", "x", "zero"], ["y"])),
        ["Flatten"] = () => Image().Op("Flatten", "y"),
        ["Flatten from another axis"] = () => Image().Op("Flatten", "y", null, Int("axis", -2)),
        ["Reshape with 0 and -1"] = () => With(g => g.Op("Reshape", "y", [g.Shape("to", 0, -1)])),
        ["Reshape that splits channels"] = () => With(g => g.Op("Reshape", "y", [g.Shape("to", -1, 2, 2, 11, 9)])),
        ["Transpose"] = () => Image().Op("Transpose", "y", null, Ints("perm", 0, 2, 3, 1)),
        ["Transpose, reversed"] = () => Image().Op("Transpose", "y"),
        ["Concat"] = () => With(g => g.Conv("c", 4, 3, 1).Node("Concat", "y", ["x", "c"], ["y"], Int("axis", 1))),
        ["Split evenly"] = () => Image().Node("Split", "y", ["x"], ["y", "y2"], Int("axis", 1)).Output("y").Output("y2"),
        ["Split by sizes"] = () =>
            With(g => g.Node("Split", "y", ["x", g.Shape("sizes", 1, 3)], ["y", "y2"], Int("axis", 1))).Output("y").Output("y2"),
        ["Slice"] = () =>
            With(g =>
                g.Op("Slice", "y", [g.Shape("from", 1, -4), g.Shape("to", 9, long.MaxValue), g.Shape("axes", 2, 3), g.Shape("steps", 3, 2)])
            ),
        ["Slice backwards"] = () =>
            With(g => g.Op("Slice", "y", [g.Shape("from", -1), g.Shape("to", long.MinValue), g.Shape("axes", 2), g.Shape("steps", -2)])),
        ["Slice, first version"] = () =>
            With(g => g.Op("Slice", "y", null, Ints("starts", 1, 2), Ints("ends", 100, -1), Ints("axes", 2, 3)), opset: 9),
        ["Squeeze and Unsqueeze"] = () =>
            With(g =>
                g.Op("GlobalAveragePool", "p").Op("Squeeze", "s", [g.Shape("gone", 2, -1)]).Op("Unsqueeze", "y", [g.Shape("new", 0, 3)])
            ),
        ["Squeeze and Unsqueeze, first version"] = () =>
            With(
                g => g.Op("GlobalAveragePool", "p").Op("Squeeze", "s", null, Ints("axes", 2)).Op("Unsqueeze", "y", null, Ints("axes", 1)),
                opset: 11
            ),
        ["Pad"] = () => With(g => g.Op("Pad", "y", [g.Shape("pads", 0, 0, 1, 2, 0, 0, 3, -1)])),
        ["Pad, first version"] = () => With(g => g.Op("Pad", "y", null, Ints("pads", 0, 0, 1, 2, 0, 0, 3, 4)), opset: 10),
        ["Pad of some axes"] = () => With(g => g.Op("Pad", "y", [g.Shape("pads", 1, 2), "", g.Shape("axes", -1)]), opset: 18),
        ["Resize by scales"] = () => With(g => g.Op("Resize", "y", ["", g.Numbers("scales", 1, 1, 1.5f, 2)], Text("mode", "nearest"))),
        ["Resize to sizes"] = () => With(g => g.Op("Resize", "y", ["", "", g.Shape("sizes", 2, 4, 5, 20)], Text("mode", "linear"))),
        ["Resize, first version"] = () => With(g => g.Op("Resize", "y", [g.Numbers("scales", 1, 1, 0.5f, 2)]), opset: 10),
        ["Upsample"] = () => With(g => g.Op("Upsample", "y", [g.Numbers("scales", 1, 1, 2, 2)]), opset: 9),
        ["Upsample, first version"] = () => With(g => g.Op("Upsample", "y", null, Floats("scales", 1, 1, 2, 3)), opset: 8),
        ["ReduceMean"] = () => Image().Op("ReduceMean", "y", null, Ints("axes", 2, 3), Int("keepdims", 0)),
        ["ReduceMean, axes as input"] = () => With(g => g.Op("ReduceMean", "y", [g.Shape("axes", -1, -2)]), opset: 18),
        ["ReduceMax of all"] = () => Image().Op("ReduceMax", "y", null, Int("keepdims", 0)),
        ["ArgMax"] = () => Image().Op("ArgMax", "y", null, Int("axis", 1), Int("keepdims", 0)),
        ["TopK"] = () =>
            With(g => g.Node("TopK", "y", ["x", g.Shape("k", 3)], ["y", "indices"], Int("axis", 2))).Output("y").Output("indices"),
        ["DepthToSpace"] = () => Image().Op("DepthToSpace", "y", null, Int("blocksize", 2)),
        ["Expand"] = () => With(g => g.Op("Expand", "y", [g.Shape("to", 3, 1, 4, 1, 1)])),
        ["Tile"] = () => With(g => g.Op("Tile", "y", [g.Shape("times", 1, 2, 1, 3)])),
        ["MatMul"] = () => With(g => g.Op("MatMul", "y", [g.Weights("w", 9, 5)])),
        ["MatMul with a vector"] = () => With(g => g.Op("MatMul", "y", [g.Weights("w", 9)])),
        ["Gemm transposed"] = () =>
            With(g => g.Op("Flatten", "f", null, Int("axis", 2)).Op("Gemm", "y", [g.Weights("w", 8, 5)], Int("transA", 1))),
        ["Gather rows"] = () => With(g => g.Op("Gather", "y", [g.Shape("which", 2, 1, 0)], Int("axis", 1))),
        ["Cast"] = () => Image().Op("Cast", "y", null, Int("to", (long)OnnxElementType.Int32)),
        ["Crop by a computed shape"] = () =>
            With(g =>
                g.Node("Shape", "s", ["x"], ["s"])
                    .Op("Slice", "hw", [g.Shape("2", 2), g.Shape("4", 4)])
                    .Node("Sub", "less", ["hw", g.Shape("1", 1)], ["less"])
                    .Node("Slice", "y", ["x", g.Shape("zeros", 0, 0), "less", g.Shape("axes", 2, 3)], ["y"])
            ),
        ["Resize by computed sizes"] = () =>
            With(g =>
                g.Node("Shape", "s", ["x"], ["s"])
                    .Op("Slice", "hw", [g.Shape("2", 2), g.Shape("4", 4)])
                    .Op("Cast", "f", null, Int("to", 1))
                    .Op("Mul", "half", [g.Numbers("0.5", 0.5f)])
                    .Op("Floor", "floor")
                    .Op("Cast", "i", null, Int("to", 7))
                    .Op("Slice", "i2", [g.Shape("0", 0), "2"])
                    .Node("Concat", "sizes", [g.Shape("nc", 2, 4), "i2"], ["sizes"], Int("axis", 0))
                    .Node("Resize", "y", ["x", "", "", "sizes"], ["y"])
            ),
    };

    public static TheoryData<string> Names => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Shape_is_what_ONNX_Runtime_computes(string name)
    {
        GraphBuilder graph = Cases[name]();
        OnnxNetwork network = graph.Build();
        long[] size = network.Inputs[0].Shape!.Select(d => d!.Value).ToArray();
        IReadOnlyList<Ort.Result> results = Ort.RunAll(network.ToBytes(), Ort.Noise(1, size), size);
        Assert.Equal(network.Outputs.Select(o => o.Name), results.Select(r => r.Name));
        for (int i = 0; i < results.Count; i++)
            Assert.Equal(new NetworkShape(results[i].Shape.Select(d => (long?)d)), network.Outputs[i].Shape);
    }

    /// <summary>ONNX Runtime multiplies in 32 bits: 0.7 x 10 is 7 there.</summary>
    [Theory]
    [InlineData("Resize", 13)]
    [InlineData("Resize", 10)]
    [InlineData("Upsample", 9)]
    [InlineData("Resize", 18)]
    public void Sizes_by_scales_are_rounded_as_ONNX_Runtime_rounds_them(string type, long opset)
    {
        var random = new Random(4);
        for (int i = 0; i < 60; i++)
        {
            long side = i == 0 ? 10 : random.Next(2, 60);
            float scale =
                i == 0 && type == "Resize" ? 0.7f
                : type == "Upsample" ? 1 + (random.Next(0, 30) / 10f)
                : random.Next(3, 40) / 10f;
            GraphBuilder graph = new GraphBuilder(opset).Input("x", 1, 1, side, 3);
            string scales = graph.Numbers("scales", 1, 1, scale, scale);
            OnnxNetwork network = graph.Op(type, "y", opset >= 11 ? ["", scales] : [scales], Text("mode", "nearest")).Build();
            Assert.Equal(Ort.Run(network, new float[side * 3], 1, 1, side, 3).Shape[2], network.Outputs[0].Shape![2]);
        }
    }

    [Fact]
    public void Batch_stays_open_through_a_residual_network()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        Assert.All(network.Layers, layer => Assert.Null(layer.OutputShape![0]));
        Assert.All(network.Layers, layer => Assert.All(layer.OutputShape!.Skip(1), d => Assert.NotNull(d)));
        Assert.Equal("(None, 5)", network.Outputs[0].Shape!.ToString());
    }

    [Fact]
    public void Batch_is_followed_through_computed_shapes()
    {
        OnnxNetwork network = SampleGraphs.PyTorchView().Build();
        Assert.Equal("(None, 144)", network.FindLayer("view").OutputShape!.ToString());
        Assert.Equal("(None, 5)", network.Outputs[0].Shape!.ToString());
        Assert.Equal(["conv", "view", "fc"], network.Layers.Select(l => l.Name));
    }

    [Fact]
    public void Open_height_and_width_stay_open()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", "N", 3, "height", "width")
            .Conv("same", 3, 4, 3, pad: 1)
            .Conv("half", 4, 4, 3, stride: 2)
            .Op("GlobalAveragePool", "pool")
            .Op("Flatten", "flat")
            .Build();
        Assert.Equal(
            ["(None, 4, None, None)", "(None, 4, None, None)", "(None, 4, 1, 1)", "(None, 4)"],
            network.Layers.Select(l => l.OutputShape!.ToString())
        );
    }

    [Fact]
    public void Operator_without_a_rule_leaves_the_shape_to_what_the_file_says_or_unknown()
    {
        GraphBuilder graph = new GraphBuilder()
            .Input("x", "N", 3, 8, 8)
            .Node("Einsum", "e", ["x"], ["e"], Text("equation", "nchw->nc"))
            .Op("Relu", "r");
        Assert.Null(graph.Build().FindLayer("r").OutputShape);
        graph.Graph.ValueInfo.Add(Value("e", OnnxElementType.Float, "N", 3));
        Assert.Equal("(None, 3)", graph.Build().FindLayer("r").OutputShape!.ToString());
    }

    [Theory]
    [InlineData("Conv")]
    [InlineData("MaxPool")]
    [InlineData("Reshape")]
    [InlineData("Transpose")]
    [InlineData("Pad")]
    [InlineData("Slice")]
    [InlineData("Gemm")]
    [InlineData("Concat")]
    [InlineData("Split")]
    [InlineData("Resize")]
    public void Senseless_attributes_and_missing_inputs_make_the_shape_unknown(string type)
    {
        AttributeProto[] senseless =
        [
            Ints("kernel_shape", -5, 0, 7),
            Ints("strides", 0),
            Ints("perm", 9, 9),
            Ints("axes", 77),
            Int("axis", 77),
            Ints("pads", long.MaxValue),
        ];
        OnnxNetwork network = Image().Op(type, "y", null, senseless).Build();
        Assert.True(network.FindLayer("y").OutputShape is null or { Count: 4 });
    }

    private static GraphBuilder Image(long opset = 13) => new GraphBuilder(opset).Input("x", Size.Cast<object>().ToArray());

    private static GraphBuilder With(Func<GraphBuilder, GraphBuilder> add, long opset = 13) => add(Image(opset));

    private static GraphBuilder OneAxis(Func<GraphBuilder, GraphBuilder> add) => add(new GraphBuilder().Input("x", 2, 4, 12));

    private static GraphBuilder ThreeAxes(Func<GraphBuilder, GraphBuilder> add) => add(new GraphBuilder().Input("x", 1, 2, 6, 7, 8));
}
