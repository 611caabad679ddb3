namespace MLNet.ConvExtensions.Training.Tests.Autograd;

/// <summary>
/// Forms of operators that neither the backend cases nor PyTorch's exports show, those of the newest versions among them.
/// </summary>
internal static class OperatorNetworks
{
    public static IReadOnlyDictionary<string, Func<OnnxElementType, OnnxNetwork>> All { get; } =
        new Dictionary<string, Func<OnnxElementType, OnnxNetwork>>
        {
            ["Conv, SAME_UPPER with stride"] = t =>
                new SmallNetwork(11, t, 1, 2, 7, 6)
                    .Weights("w", 3, 2, 3, 2)
                    .Node("y", "Conv", "x,w", ("auto_pad", "SAME_UPPER"), ("strides", new[] { 2, 3 }))
                    .Build(),
            ["Conv, SAME_LOWER"] = t =>
                new SmallNetwork(11, t, 1, 2, 7, 6)
                    .Weights("w", 3, 2, 2, 4)
                    .Weights("b", 3)
                    .Node("y", "Conv", "x,w,b", ("auto_pad", "SAME_LOWER"))
                    .Build(),
            ["Conv, asymmetric pads, dilated"] = t =>
                new SmallNetwork(11, t, 1, 2, 7, 6)
                    .Weights("w", 3, 2, 3, 2)
                    .Node("y", "Conv", "x,w", ("pads", new[] { 0, 2, 1, 0 }), ("dilations", new[] { 2, 1 }))
                    .Build(),
            ["Conv, 1-D, asymmetric pads"] = t =>
                new SmallNetwork(7, t, 2, 2, 7).Weights("w", 3, 2, 3).Node("y", "Conv", "x,w", ("pads", new[] { 2, 0 })).Build(),
            ["Conv, 3-D, asymmetric pads"] = t =>
                new SmallNetwork(7, t, 1, 1, 3, 4, 3)
                    .Weights("w", 2, 1, 2, 2, 2)
                    .Node("y", "Conv", "x,w", ("pads", new[] { 1, 0, 0, 0, 1, 1 }))
                    .Build(),
            ["ConvTranspose, asymmetric pads"] = t =>
                new SmallNetwork(11, t, 1, 2, 4, 3)
                    .Weights("w", 2, 3, 3, 3)
                    .Weights("b", 3)
                    .Node("y", "ConvTranspose", "x,w,b", ("pads", new[] { 0, 1, 1, 0 }), ("strides", new[] { 2, 2 }))
                    .Build(),
            ["ConvTranspose, output_shape"] = t =>
                new SmallNetwork(11, t, 1, 2, 4, 3)
                    .Weights("w", 2, 3, 3, 3)
                    .Node("y", "ConvTranspose", "x,w", ("output_shape", new[] { 8, 6 }), ("strides", new[] { 2, 2 }))
                    .Build(),
            ["ConvTranspose, SAME_UPPER"] = t =>
                new SmallNetwork(11, t, 1, 2, 4, 3)
                    .Weights("w", 2, 3, 3, 3)
                    .Node("y", "ConvTranspose", "x,w", ("auto_pad", "SAME_UPPER"), ("strides", new[] { 2, 2 }))
                    .Build(),
            ["MaxPool, asymmetric pads, ceiling"] = t =>
                new SmallNetwork(12, t, 1, 2, 7, 6)
                    .Node(
                        "y",
                        "MaxPool",
                        "x",
                        ("kernel_shape", new[] { 3, 2 }),
                        ("pads", new[] { 1, 0, 0, 1 }),
                        ("strides", new[] { 2, 2 }),
                        ("ceil_mode", 1)
                    )
                    .Build(),
            ["MaxPool, pads beyond half of the kernel"] = t =>
                new SmallNetwork(12, t, 1, 2, 5, 5)
                    .Node("y", "MaxPool", "x", ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 2, 2, 2, 2 }))
                    .Build(),
            ["MaxPool, SAME_LOWER, dilated"] = t =>
                new SmallNetwork(12, t, 1, 2, 7, 6)
                    .Node(
                        "y",
                        "MaxPool",
                        "x",
                        ("kernel_shape", new[] { 3, 2 }),
                        ("dilations", new[] { 2, 1 }),
                        ("auto_pad", "SAME_LOWER"),
                        ("strides", new[] { 2, 1 })
                    )
                    .Build(),
            ["MaxPool, 1-D, ceiling"] = t =>
                new SmallNetwork(12, t, 1, 2, 8)
                    .Node("y", "MaxPool", "x", ("kernel_shape", new[] { 3 }), ("strides", new[] { 2 }), ("ceil_mode", 1))
                    .Build(),
            ["AveragePool, asymmetric pads"] = t =>
                new SmallNetwork(11, t, 1, 2, 7, 6)
                    .Node(
                        "y",
                        "AveragePool",
                        "x",
                        ("kernel_shape", new[] { 3, 3 }),
                        ("pads", new[] { 1, 0, 2, 1 }),
                        ("strides", new[] { 2, 2 })
                    )
                    .Build(),
            ["AveragePool, asymmetric pads counted"] = t =>
                new SmallNetwork(11, t, 1, 2, 7, 6)
                    .Node(
                        "y",
                        "AveragePool",
                        "x",
                        ("kernel_shape", new[] { 3, 3 }),
                        ("pads", new[] { 1, 0, 2, 1 }),
                        ("strides", new[] { 2, 2 }),
                        ("count_include_pad", 1)
                    )
                    .Build(),
            ["AveragePool, SAME_UPPER"] = t =>
                new SmallNetwork(11, t, 1, 2, 7, 6)
                    .Node(
                        "y",
                        "AveragePool",
                        "x",
                        ("kernel_shape", new[] { 3, 2 }),
                        ("auto_pad", "SAME_UPPER"),
                        ("strides", new[] { 2, 2 })
                    )
                    .Build(),
            ["AveragePool, ceiling"] = t =>
                new SmallNetwork(19, t, 1, 2, 6, 6)
                    .Node(
                        "y",
                        "AveragePool",
                        "x",
                        ("kernel_shape", new[] { 3, 3 }),
                        ("pads", new[] { 1, 1, 1, 1 }),
                        ("strides", new[] { 2, 2 }),
                        ("ceil_mode", 1)
                    )
                    .Build(),
            ["AveragePool, dilated"] = t =>
                new SmallNetwork(19, t, 2, 2, 7, 7)
                    .Node(
                        "y",
                        "AveragePool",
                        "x",
                        ("kernel_shape", new[] { 2, 3 }),
                        ("dilations", new[] { 2, 2 }),
                        ("pads", new[] { 1, 1, 1, 1 })
                    )
                    .Build(),
            ["LpPool"] = t =>
                new SmallNetwork(11, t, 1, 2, 6, 6)
                    .Node("y", "LpPool", "x", ("kernel_shape", new[] { 3, 2 }), ("strides", new[] { 2, 2 }), ("p", 3))
                    .Build(),
            ["LpPool, pads and ceiling"] = t =>
                new SmallNetwork(18, t, 1, 2, 6, 6)
                    .Node(
                        "y",
                        "LpPool",
                        "x",
                        ("kernel_shape", new[] { 3, 3 }),
                        ("pads", new[] { 1, 1, 0, 0 }),
                        ("strides", new[] { 2, 2 }),
                        ("ceil_mode", 1)
                    )
                    .Build(),
            ["GlobalLpPool"] = t => new SmallNetwork(7, t, 2, 3, 4, 2).Node("y", "GlobalLpPool", "x").Build(),
            ["LRN over an even number of channels"] = t =>
                new SmallNetwork(13, t, 1, 5, 2, 2)
                    .Node("y", "LRN", "x", ("size", 4), ("alpha", 0.8), ("beta", 0.7), ("bias", 1.2))
                    .Build(),
            ["LpNormalization"] = t => new SmallNetwork(7, t, 2, 5).Node("y", "LpNormalization", "x", ("axis", 1)).Build(),
            ["GroupNormalization, a scale for each channel"] = t =>
                new SmallNetwork(21, t, 2, 4, 3, 3)
                    .Weights("s", 4)
                    .Weights("b", 4)
                    .Node("y", "GroupNormalization", "x,s,b", ("num_groups", 2))
                    .Build(),
            ["LayerNormalization"] = t =>
                new SmallNetwork(17, t, 2, 3, 4)
                    .Weights("s", 3, 4)
                    .Weights("b", 3, 4)
                    .Node("y", "LayerNormalization", "x,s,b", ("axis", 1))
                    .Build(),
            ["Gelu"] = t => new SmallNetwork(20, t, 3, 5).Node("y", "Gelu", "x").Build(),
            ["Gelu by tanh"] = t => new SmallNetwork(20, t, 3, 5).Node("y", "Gelu", "x", ("approximate", "tanh")).Build(),
            ["Mish"] = t => new SmallNetwork(18, t, 3, 5).Node("y", "Mish", "x").Build(),
            ["HardSwish"] = t => new SmallNetwork(14, t, 3, 5).Node("y", "HardSwish", "x").Build(),
            ["Selu of other numbers"] = t => new SmallNetwork(7, t, 3, 5).Node("y", "Selu", "x", ("alpha", 1.2), ("gamma", 0.9)).Build(),
            ["ThresholdedRelu"] = t => new SmallNetwork(10, t, 3, 5).Node("y", "ThresholdedRelu", "x", ("alpha", 0.3)).Build(),
            ["Softmax before version 13"] = t => new SmallNetwork(11, t, 2, 3, 4).Node("y", "Softmax", "x", ("axis", 1)).Build(),
            ["LogSoftmax before version 13"] = t => new SmallNetwork(11, t, 2, 3, 4).Node("y", "LogSoftmax", "x").Build(),
            ["Clip by attributes"] = t => new SmallNetwork(7, t, 3, 5).Node("y", "Clip", "x", ("min", -0.4), ("max", 0.6)).Build(),
            ["PRelu of single slopes"] = t => new SmallNetwork(9, t, 2, 3, 4).Weights("slope", 4).Node("y", "PRelu", "x,slope").Build(),
            ["Gemm, transposed and scaled"] = t =>
                new SmallNetwork(13, t, 4, 3)
                    .Weights("w", 5, 4)
                    .Weights("c", 3, 1)
                    .Node("y", "Gemm", "x,w,c", ("transA", 1), ("transB", 1), ("alpha", 0.5), ("beta", 2.0))
                    .Build(),
            ["ReduceSum, axes as input"] = t =>
                new SmallNetwork(13, t, 2, 3, 4).Integers("axes", 0, -1).Node("y", "ReduceSum", "x,axes", ("keepdims", 0)).Build(),
            ["ReduceMean, axes as input"] = t =>
                new SmallNetwork(18, t, 2, 3, 4).Integers("axes", 1).Node("y", "ReduceMean", "x,axes").Build(),
            ["ReduceMax, axes as input"] = t =>
                new SmallNetwork(18, t, 2, 3, 4).Integers("axes", 2).Node("y", "ReduceMax", "x,axes").Build(),
            ["ReduceL2, no axes and nothing to do"] = t =>
                new SmallNetwork(18, t, 2, 3).Node("z", "ReduceL2", "x", ("noop_with_empty_axes", 1)).Node("y", "Abs", "z").Build(),
            ["ReduceLogSumExp"] = t =>
                new SmallNetwork(18, t, 2, 3, 4).Integers("axes", 1, 2).Node("y", "ReduceLogSumExp", "x,axes", ("keepdims", 0)).Build(),
            ["ReduceProd"] = t => new SmallNetwork(13, t, 2, 3, 4).Node("y", "ReduceProd", "x", ("axes", new[] { 0, 2 })).Build(),
            ["Split into a number of parts"] = t =>
                new SmallNetwork(18, t, 2, 7)
                    .Node("a,b,c", "Split", "x", ("axis", 1), ("num_outputs", 3))
                    .Node("z", "Mul", "a,b")
                    .Node("y", "Concat", "z,c", ("axis", 1))
                    .Build(),
            ["Slice backwards"] = t =>
                new SmallNetwork(13, t, 2, 7)
                    .Integers("s", -1)
                    .Integers("e", -8)
                    .Integers("a", 1)
                    .Integers("t", -2)
                    .Node("y", "Slice", "x,s,e,a,t")
                    .Build(),
            ["Pad some axes"] = t =>
                new SmallNetwork(18, t, 2, 3, 4)
                    .Integers("p", 1, 2)
                    .Numbers("v", [], 0.5)
                    .Integers("a", -1)
                    .Node("y", "Pad", "x,p,v,a")
                    .Build(),
            ["Pad by wrapping"] = t =>
                new SmallNetwork(19, t, 1, 2, 4, 3).Integers("p", 0, 0, 1, 2, 0, 0, 2, 1).Node("y", "Pad", "x,p", ("mode", "wrap")).Build(),
            ["Pad less than nothing"] = t =>
                new SmallNetwork(13, t, 1, 2, 4, 3).Integers("p", 0, 0, -1, 1, 0, 0, 1, -1).Node("y", "Pad", "x,p").Build(),
            ["Pad channels by reflection"] = t =>
                new SmallNetwork(13, t, 2, 3, 4).Integers("p", 0, 2, 0, 0, 1, 0).Node("y", "Pad", "x,p", ("mode", "reflect")).Build(),
            ["Gather rows backwards"] = t => new SmallNetwork(13, t, 4, 3).Integers("i", 2, -4, 2).Node("y", "Gather", "x,i").Build(),
            ["Gather a window"] = t => new SmallNetwork(13, t, 2, 5).Integers("i", 1, 2, 3).Node("y", "Gather", "x,i", ("axis", 1)).Build(),
            ["GatherElements"] = t =>
                new SmallNetwork(13, t, 2, 3)
                    .Integers("flat", 2, -1, 0, 1)
                    .Integers("s", 2, 2)
                    .Node("i", "Reshape", "flat,s")
                    .Node("y", "GatherElements", "x,i", ("axis", 1))
                    .Build(),
            ["Einsum"] = t =>
                new SmallNetwork(12, t, 2, 3, 4).Weights("w", 4, 5).Node("y", "Einsum", "x,w", ("equation", "bij,jk->bik")).Build(),
            ["CumSum, backwards"] = t =>
                new SmallNetwork(14, t, 2, 5).Integers("a", 1).Node("y", "CumSum", "x,a", ("reverse", 1), ("exclusive", 1)).Build(),
            ["TopK, its values"] = t => new SmallNetwork(11, t, 2, 6).Integers("k", 3).Node("y,i", "TopK", "x,k").Build(),
            ["SpaceToDepth and back by columns"] = t =>
                new SmallNetwork(13, t, 1, 2, 4, 6)
                    .Node("z", "SpaceToDepth", "x", ("blocksize", 2))
                    .Node("y", "DepthToSpace", "z", ("blocksize", 2), ("mode", "CRD"))
                    .Build(),
            ["Expand and tile by shapes of the graph"] = t =>
                new SmallNetwork(13, t, 2, 1, 3)
                    .Node("s", "Shape", "x")
                    .Integers("two", 1, 4, 1)
                    .Node("big", "Mul", "s,two")
                    .Node("e", "Expand", "x,big")
                    .Integers("r", 1, 1, 2)
                    .Node("y", "Tile", "e,r")
                    .Build(),
            ["Where and comparisons"] = t =>
                new SmallNetwork(16, t, 3, 4)
                    .Weights("w", 4)
                    .Node("c", "GreaterOrEqual", "x,w")
                    .Node("n", "Neg", "x")
                    .Node("y", "Where", "c,x,n")
                    .Build(),
            ["Flatten and reshape by arithmetic"] = t =>
                new SmallNetwork(13, t, 2, 3, 2, 2)
                    .Node("s", "Shape", "x")
                    .Integers("zero", 0)
                    .Node("n", "Gather", "s,zero")
                    .Integers("rest", -1, 2)
                    .Node("to", "Concat", "n,rest", ("axis", 0))
                    .Node("z", "Reshape", "x,to")
                    .Node("y", "Flatten", "z", ("axis", 2))
                    .Build(),
            ["Resize, linear, asymmetric"] = t => Resize(t, 13, ("mode", "linear"), ("coordinate_transformation_mode", "asymmetric")),
            ["Resize, linear, half pixels, odd factors"] = t => Resize(t, 13, ("mode", "linear")),
            ["Resize, nearest, half pixels, odd factors"] = t => Resize(t, 13, ("mode", "nearest")),
            ["Resize, cubic, excluding outside"] = t => Resize(t, 13, ("mode", "cubic"), ("exclude_outside", 1), ("cubic_coeff_a", -0.5)),
            ["Resize, smaller and antialiased"] = t =>
                new SmallNetwork(18, t, 1, 2, 8, 9)
                    .Integers("sizes", 1, 2, 3, 4)
                    .Node("y", "Resize", "x,,,sizes", ("mode", "linear"), ("antialias", 1))
                    .Build(),
            ["Resize, smaller, cubic and antialiased"] = t =>
                new SmallNetwork(18, t, 1, 2, 8, 9)
                    .Integers("sizes", 1, 2, 3, 4)
                    .Node("y", "Resize", "x,,,sizes", ("mode", "cubic"), ("antialias", 1))
                    .Build(),
            ["Resize of some axes, not larger"] = t =>
                new SmallNetwork(18, t, 1, 2, 4, 6)
                    .Integers("sizes", 8, 9)
                    .Node(
                        "y",
                        "Resize",
                        "x,,,sizes",
                        ("mode", "linear"),
                        ("axes", new[] { 2, 3 }),
                        ("keep_aspect_ratio_policy", "not_larger")
                    )
                    .Build(),
            ["Upsample"] = t =>
                new SmallNetwork(9, t, 1, 2, 3, 4)
                    .Floats("scales", 1, 1, 2, 3)
                    .Node("y", "Upsample", "x,scales", ("mode", "nearest"))
                    .Build(),
            ["Upsample, linear"] = t =>
                new SmallNetwork(9, t, 1, 2, 3, 4)
                    .Floats("scales", 1, 1, 2, 2)
                    .Node("y", "Upsample", "x,scales", ("mode", "linear"))
                    .Build(),
        };

    /// <summary>Forms that ONNX Runtime refuses, or whose padding it computes without the dilation.</summary>
    public static IReadOnlyCollection<string> NotOnRuntime { get; } =
    ["LRN over an even number of channels", "MaxPool, SAME_LOWER, dilated"];

    private static OnnxNetwork Resize(OnnxElementType type, long opset, params (string Name, object Value)[] attributes) =>
        new SmallNetwork(opset, type, 1, 2, 4, 5).Floats("scales", 1, 1, 1.6, 2.3).Node("y", "Resize", "x,,scales", attributes).Build();
}
