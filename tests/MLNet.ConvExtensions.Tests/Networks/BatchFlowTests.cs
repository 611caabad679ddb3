using Microsoft.ML.OnnxRuntime;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Tests.Networks.GraphBuilder;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>
/// A network may take several images at once exactly where ONNX Runtime then gives each what it gives it alone: shapes don't tell.
/// </summary>
public sealed class BatchFlowTests
{
    private static readonly Dictionary<string, Func<GraphBuilder>> Mixing = new()
    {
        ["mean of everything"] = () => Less(Image().Op("ReduceMean", "m", null, Int("keepdims", 1))),
        ["mean over the batch"] = () => Less(Image().Op("ReduceMean", "m", null, Ints("axes", 0))),
        ["maximum over the batch and the rows"] = () => Less(Image().Op("ReduceMax", "m", null, Ints("axes", 2, -4))),
        ["norm over the batch"] = () => Less(Image().Op("ReduceL2", "m", null, Ints("axes", 0))),
        ["softmax over the batch"] = () => Image().Op("Softmax", "y", null, Int("axis", 0)),
        ["log softmax over the batch, counted from behind"] = () => Image().Op("LogSoftmax", "y", null, Int("axis", -4)),
        ["old softmax over everything"] = () => Image(11).Op("Softmax", "y", null, Int("axis", 0)),
        ["hardmax over the batch"] = () => Image().Op("Hardmax", "y", null, Int("axis", 0)),
        ["running sum over the batch"] = () => With(g => g.Op("CumSum", "y", [g.Shape("axis", 0)])),
        ["normalised over the batch"] = () => Image().Op("MeanVarianceNormalization", "y"),
        ["norm of the batch"] = () => Image().Op("LpNormalization", "y", null, Int("axis", 0)),
        ["layer normalised from the batch on"] = () =>
            With(g => g.Op("LayerNormalization", "y", [g.Weights("s", 1, 4, 6, 6)], Int("axis", 0)), 17),
        ["batch times itself"] = () =>
            Row().Node("Transpose", "t", ["row"], ["t"]).Node("MatMul", "p", ["row", "t"], ["p"]).Node("MatMul", "y", ["p", "row"], ["y"]),
        ["attention between images"] = () =>
            Row()
                .Node("Transpose", "t", ["row"], ["t"])
                .Node("MatMul", "p", ["row", "t"], ["p"])
                .Op("Tanh", "h")
                .Op("Softmax", "a")
                .Node("MatMul", "y", ["a", "row"], ["y"]),
        ["dense layer over the batch"] = () =>
            Row().Node("Gemm", "g", ["row", "row"], ["g"], Int("transA", 1)).Node("MatMul", "y", ["row", "g"], ["y"]),
        ["einsum over the batch"] = () =>
            Row().Node("Einsum", "e", ["row", "row"], ["e"], Text("equation", "ni,mi->nm")).Node("MatMul", "y", ["e", "row"], ["y"]),
        ["first image subtracted"] = () => With(g => Less(g.Op("Slice", "m", [g.Shape("from", 0), g.Shape("to", 1), g.Shape("ax", 0)]))),
        ["order reversed"] = () =>
            With(g => g.Op("Slice", "y", [g.Shape("from", -1), g.Shape("to", long.MinValue + 1), g.Shape("ax", 0), g.Shape("step", -1)])),
        ["every image the first"] = () => With(g => Less(g.Op("Gather", "m", [g.Shape("first", 0)], Int("axis", 0)))),
        ["channels and batch exchanged and forgotten"] = () =>
            With(g => g.Op("Reshape", "r", [g.Shape("to", 4, -1, 6, 6)]).Op("Transpose", "y", null, Ints("perm", 1, 0, 2, 3))),
        ["divided by the number of images"] = () =>
            Image(15)
                .Node("Shape", "s", ["x"], ["s"], Int("start", 0), Int("end", 1))
                .Op("Cast", "f", null, Int("to", 1))
                .Node("Div", "y", ["x", "f"], ["y"]),
        ["windows over the batch"] = () =>
            Image()
                .Op("Transpose", "t", null, Ints("perm", 1, 2, 0, 3))
                .Op("AveragePool", "p", null, Ints("kernel_shape", 3, 1), Ints("pads", 1, 0, 1, 0))
                .Op("Transpose", "y", null, Ints("perm", 2, 0, 1, 3)),
        ["largest of the batch"] = () =>
            Image().Op("ArgMax", "m", null, Int("axis", 0)).Op("Cast", "f", null, Int("to", 1)).Node("Sub", "y", ["x", "f"], ["y"]),
        ["instances over the batch"] = () =>
            With(
                g =>
                    g.Op("Transpose", "t", null, Ints("perm", 1, 2, 0, 3))
                        .Op("InstanceNormalization", "i", [g.Weights("s", 6), g.Weights("b", 6)])
                        .Op("Transpose", "y", null, Ints("perm", 2, 0, 1, 3)),
                13
            ),
        ["quantised with a scale of the batch"] = () =>
            Image().Node("DynamicQuantizeLinear", "q", ["x"], ["q", "s", "z"]).Node("DequantizeLinear", "y", ["q", "s", "z"], ["y"]),
        ["neighbouring channels over the batch"] = () =>
            Image()
                .Op("Transpose", "t", null, Ints("perm", 1, 0, 2, 3))
                .Op("LRN", "l", null, Int("size", 3), Number("alpha", 1))
                .Op("Transpose", "y", null, Ints("perm", 1, 0, 2, 3)),
        ["triangle of the batch"] = () => Row().Node("Transpose", "t", ["row"], ["t"]).Op("Trilu", "u").Op("Transpose", "y"),
    };

    private static readonly Dictionary<string, Func<GraphBuilder>> Apart = new()
    {
        ["mean over positions"] = () => Less(Image().Op("ReduceMean", "m", null, Ints("axes", 2, 3))),
        ["mean without axes, which does nothing"] = () => Image(18).Op("ReduceMean", "m", null, Int("noop_with_empty_axes", 1)),
        ["softmax over channels"] = () => Image().Op("Softmax", "y", null, Int("axis", 1)),
        ["old softmax of the images"] = () => Image(11).Op("Softmax", "y"),
        ["running sum over rows"] = () => With(g => g.Op("CumSum", "y", [g.Shape("axis", 2)])),
        ["layer normalised"] = () => With(g => g.Op("LayerNormalization", "y", [g.Weights("s", 6)], Int("axis", -1)), 17),
        ["windows of attention"] = () =>
            With(g =>
                g.Op("Reshape", "w", [g.Shape("to", -1, 4, 2, 3, 2, 3)])
                    .Op("Transpose", "t", null, Ints("perm", 0, 2, 4, 3, 5, 1))
                    .Op("Reshape", "s", [g.Shape("rows", -1, 9, 4)])
                    .Op("MatMul", "k", [g.Weights("wk", 4, 4)])
                    .Op("Transpose", "kt", null, Ints("perm", 0, 2, 1))
                    .Node("MatMul", "qk", ["s", "kt"], ["qk"])
                    .Op("Softmax", "a")
                    .Node("MatMul", "v", ["a", "s"], ["v"])
                    .Op("Reshape", "y", [g.Shape("back", -1, 2, 2, 3, 3, 4)])
            ),
        ["tokens in front of the batch"] = () =>
            With(g =>
                g.Op("Reshape", "r", [g.Shape("to", 0, 4, 36)])
                    .Op("Transpose", "t", null, Ints("perm", 2, 0, 1))
                    .Op("MatMul", "p", [g.Weights("w", 4, 4)])
                    .Op("Softmax", "s", null, Int("axis", 0))
                    .Op("Transpose", "y", null, Ints("perm", 1, 0, 2))
            ),
        ["channels shuffled"] = () =>
            With(g =>
                g.Op("Reshape", "r", [g.Shape("to", 0, 2, 2, 6, 6)])
                    .Op("Transpose", "t", null, Ints("perm", 0, 2, 1, 3, 4))
                    .Op("Reshape", "y", [g.Shape("back", -1, 4, 6, 6)])
            ),
        ["gated by its own mean"] = () => Image().Op("GlobalAveragePool", "p").Op("Sigmoid", "s").Node("Mul", "y", ["x", "s"], ["y"]),
        ["class token expanded"] = () =>
            With(
                g =>
                    g.Op("Reshape", "r", [g.Shape("to", 0, 36, 4)])
                        .Node("Shape", "n", ["x"], ["n"], Int("start", 0), Int("end", 1))
                        .Node("Concat", "es", ["n", g.Shape("rest", 1, 4)], ["es"], Int("axis", 0))
                        .Node("Expand", "e", [g.Weights("cls", 1, 1, 4), "es"], ["e"])
                        .Node("Concat", "y", ["e", "r"], ["y"], Int("axis", 1)),
                15
            ),
        ["einsum of each image"] = () => With(g => g.Op("Einsum", "y", [g.Weights("w", 4, 5)], Text("equation", "nchw,cd->ndhw"))),
        ["weights times the image"] = () =>
            With(g => g.Op("Reshape", "r", [g.Shape("to", 0, 4, 36)]).Node("MatMul", "y", [g.Weights("w", 7, 4), "r"], ["y"])),
        ["images as columns"] = () =>
            With(g =>
                g.Op("Flatten", "f").Op("Transpose", "t").Node("MatMul", "m", [g.Weights("w", 3, 144), "t"], ["m"]).Op("Transpose", "y")
            ),
        ["padded, split and joined"] = () =>
            With(g =>
                g.Op("Pad", "p", [g.Shape("pads", 0, 1, 0, 0, 0, 1, 0, 0)])
                    .Node("Split", "s", ["p"], ["s1", "s2"], Int("axis", 1))
                    .Node("Concat", "y", ["s2", "s1"], ["y"], Int("axis", 1))
            ),
        ["grid of blocks"] = () =>
            Image().Op("SpaceToDepth", "s", null, Int("blocksize", 2)).Op("DepthToSpace", "y", null, Int("blocksize", 2)),
        ["quantised with a fixed scale"] = () =>
            With(g => g.Op("QuantizeLinear", "q", [g.Scalar("sc", 0.1f)]).Op("DequantizeLinear", "y", ["sc"])),
    };

    public static TheoryData<string> MixingNames => [.. Mixing.Keys];

    public static TheoryData<string> ApartNames => [.. Apart.Keys];

    [Theory]
    [MemberData(nameof(MixingNames))]
    public void What_mixes_the_images_is_refused(string name)
    {
        OnnxNetwork network = Mixing[name]().Build();
        Assert.False(SameTogether(network), "ONNX Runtime says that this doesn't mix them: the case is wrong");
        string message = Assert.Throws<OnnxNetworkException>(network.WithBatch).Message;
        Assert.Matches("lost at layer|one image changes what comes of another", message);
    }

    [Theory]
    [MemberData(nameof(ApartNames))]
    public void What_keeps_the_images_apart_is_taken(string name)
    {
        OnnxNetwork network = Apart[name]().Build();
        Assert.True(SameTogether(network), "ONNX Runtime says that this mixes them: the case is wrong");
        Assert.Same(network, network.WithBatch());
    }

    [Fact]
    public void First_layer_that_mixes_is_named()
    {
        OnnxNetwork network = Less(Image().Op("Relu", "act").Op("ReduceMean", "mean_of_all"))
            .Op("Softmax", "end", null, Int("axis", 0))
            .Build();
        Assert.Contains(
            "'mean_of_all' (ReduceMean)",
            Assert.Throws<OnnxNetworkException>(network.WithBatch).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Operator_that_is_not_known_is_not_trusted()
    {
        OnnxNetwork network = Image().Op("Bernoulli", "y").Build();
        Assert.Contains("'y' (Bernoulli)", Assert.Throws<OnnxNetworkException>(network.WithBatch).Message, StringComparison.Ordinal);
    }

    private static bool SameTogether(OnnxNetwork network)
    {
        float[] images = Ort.Noise(3, 3, 4, 6, 6);
        float[] alone =
        [
            .. Enumerable.Range(0, 3).SelectMany(i => Ort.Run(network, images[(i * 144)..((i + 1) * 144)], 1, 4, 6, 6).Values),
        ];
        try
        {
            float[] together = Ort.Run(network, images, 3, 4, 6, 6).Values;
            return together.Length == alone.Length && together.Zip(alone).All(p => Math.Abs(p.First - p.Second) < 1e-4);
        }
        catch (OnnxRuntimeException)
        {
            return false;
        }
    }

    private static GraphBuilder Image(long opset = 14) => new GraphBuilder(opset).Input("x", "N", 4, 6, 6);

    private static GraphBuilder Row() => Image().Node("Flatten", "row", ["x"], ["row"]);

    private static GraphBuilder With(Func<GraphBuilder, GraphBuilder> add, long opset = 14) => add(Image(opset));

    /// <summary>The image less what came last.</summary>
    private static GraphBuilder Less(GraphBuilder graph) => graph.Node("Sub", "less", ["x", graph.Last], ["less"]);

    private static AttributeProto Number(string name, float value) => GraphEdits.Attribute(name, value);
}
