using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits.Sizes;

/// <summary>What a change of size means to an operator: nothing, other attributes, or an obstacle.</summary>
internal static class SizeRules
{
    // They say the same of any size that their inputs fit together in; where those don't, the output's shape is lost.
    private static readonly HashSet<string> Free =
    [
        .. (
            "Abs Acos Acosh Add Affine And Asin Asinh Atan Atanh AveragePool BatchNormalization BitShift BitwiseAnd BitwiseNot "
            + "BitwiseOr BitwiseXor Cast CastLike Ceil Celu Clip Concat Conv ConvInteger Cos Cosh DequantizeLinear Div Dropout Elu "
            + "Equal Erf Exp Floor Gelu GlobalAveragePool GlobalLpPool GlobalMaxPool Greater GreaterOrEqual GroupNormalization "
            + "HardSigmoid HardSwish Identity ImageScaler InstanceNormalization IsInf IsNaN LRN LeakyRelu Less LessOrEqual Log "
            + "LogSoftmax LpNormalization LpPool Max MaxPool Mean MeanVarianceNormalization Min Mish Mod Mul Neg Not Or PRelu Pad Pow "
            + "QLinearConv QuantizeLinear Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin "
            + "ReduceProd ReduceSum ReduceSumSquare Relu Round ScaledTanh Selu Shape Shrink Sigmoid Sign Sin Sinh Size Softmax "
            + "Softplus Softsign Sqrt Sub Sum Swish Tan Tanh ThresholdedRelu Transpose Unsqueeze Where Xor"
        ).Split(' '),
    ];

    private static readonly Dictionary<string, Func<SizeStep, string?>> Conditions = new()
    {
        ["ConvTranspose"] = s => s.Node.Attribute.Any(a => a.Name == "output_shape") ? "gives an output of a size of its own" : null,
        ["Crop"] = s => s.Node.Attribute.Any(a => a.Name == "scale") ? "cuts out a part of a size of its own" : null,
        ["DepthToSpace"] = _ => null,
        ["SpaceToDepth"] = Blocks,
        ["Flatten"] = _ => null,
        ["Squeeze"] = Squeeze,
        ["Gemm"] = Gemm,
        ["MatMul"] = MatMul,
        ["LayerNormalization"] = s => FromAxis(s, -1),
        ["Gather"] = Gather,
        ["Split"] = Split,
        ["Slice"] = Slice,
        ["Resize"] = Resize,
        ["Upsample"] = Resize,
    };

    /// <summary>A node to take its place, or why there is none; neither if the node stays.</summary>
    public static (NodeProto? Instead, string? Obstacle) Apply(SizeStep step, GraphProto graph)
    {
        NodeProto node = step.Node;
        if (!ShapeInference.IsStandard(node.Domain) || Subgraphs(node).Any())
            return (null, "isn't known well enough to tell what another size means to it");
        if (node.OpType == "Reshape")
            return Reshapes.Apply(step, graph);
        if (node.OpType is "AveragePool" or "MaxPool" && CoversAll(step))
            return (WholePool(node), null);
        if (Conditions.TryGetValue(node.OpType, out Func<SizeStep, string?>? condition))
        {
            if (condition(step) is { } obstacle)
                return (null, obstacle);
        }
        else if (!Free.Contains(node.OpType))
        {
            return (null, "may depend on the size in the file");
        }

        return step.FirstLost() is null
            ? (null, null)
            : (null, $"can't work on {Inputs(step, now: true)}; in the file it has {Inputs(step, now: false)}");
    }

    /// <summary>Whether a window without padding is as large as what it slides over: pooling over everything, in other words.</summary>
    private static bool CoversAll(SizeStep step)
    {
        long[]? Ints(string name) => step.Node.Attribute.FirstOrDefault(a => a.Name == name) is { } a ? [.. a.Ints] : null;
        string padding = step.Node.Attribute.FirstOrDefault(a => a.Name == "auto_pad")?.S.ToStringUtf8() ?? "NOTSET";
        return step.Node.Output.Count(o => o.Length > 0) == 1
            && step.Before(0) is { Length: >= 3 } x
            && Ints("kernel_shape") is { } kernel
            && kernel.Length == x.Length - 2
            && Enumerable.Range(0, kernel.Length).All(i => x[i + 2].Size == kernel[i])
            && kernel.Any(k => k > 1)
            && padding is "NOTSET" or "VALID"
            && (Ints("pads") ?? []).All(p => p == 0)
            && (Ints("dilations") ?? []).All(d => d == 1);
    }

    private static NodeProto WholePool(NodeProto node)
    {
        NodeProto whole = Node(node.OpType == "MaxPool" ? "GlobalMaxPool" : "GlobalAveragePool", node.Output[0], node.Input[0]);
        whole.Name = node.Name;
        return whole;
    }

    private static string? Blocks(SizeStep step)
    {
        long block = step.Node.Attribute.FirstOrDefault(a => a.Name == "blocksize")?.I ?? 1;
        return step.Now(0) is { Length: 4 } x && x[2].Size % block == 0 && x[3].Size % block == 0
            ? null
            : $"cuts {Inputs(step, now: true)} into blocks of {block} x {block}, which leaves a rest";
    }

    private static string? Squeeze(SizeStep step) =>
        step.OutputBefore() is { } old && step.OutputNow() is { } now && old.Length == now.Length
            ? null
            : "takes away axes of size 1, which have another size now";

    private static string? Gemm(SizeStep step)
    {
        bool turned = step.Node.Attribute.Any(a => a.Name == "transA" && a.I != 0);
        return Features(step, turned ? 0 : 1);
    }

    private static string? MatMul(SizeStep step)
    {
        if (step.Now(0) is not { Length: >= 2 } a || step.Now(1) is not { Length: >= 2 } b)
            return "has inputs of unknown shape";
        return a[^1].SameAs(b[^2]) ? null
            : step.InputNow(1).IsConstant ? Features(step, a.Length - 1)
            : $"can't multiply {Inputs(step, now: true)}";
    }

    private static string? Features(SizeStep step, int axis)
    {
        Dim[]? old = step.Before(0),
            now = step.Now(0);
        return old is null || now is null || !step.HasChanged(0, axis)
            ? null
            : $"has weights for {Text(old[axis])} numbers a row, and {Text(now[axis])} come";
    }

    private static string? FromAxis(SizeStep step, long otherwise)
    {
        long axis = step.Node.Attribute.FirstOrDefault(a => a.Name == "axis")?.I ?? otherwise;
        if (step.Now(0) is not { } x || NodeContext.Axis(axis, x.Length) is not { } first)
            return "has an input of unknown shape";
        return Enumerable.Range(first, x.Length - first).Any(i => step.HasChanged(0, i)) ? "has weights for each place of an image" : null;
    }

    private static string? Gather(SizeStep step)
    {
        long axis = step.Node.Attribute.FirstOrDefault(a => a.Name == "axis")?.I ?? 0;

        // Of a shape, places are taken; of an image, they would be pixels.
        if (step.InputNow(0) is { IsData: false } && step.OutputNow() is not null)
            return null;
        return step.Now(0) is { } x && NodeContext.Axis(axis, x.Length) is { } at && !step.HasChanged(0, at)
            ? null
            : "takes places of the axis whose size is another now";
    }

    private static string? Split(SizeStep step)
    {
        long axis = step.Node.Attribute.FirstOrDefault(a => a.Name == "axis")?.I ?? 0;
        return step.Now(0) is { } x && NodeContext.Axis(axis, x.Length) is { } at && !step.HasChanged(0, at)
            ? null
            : "splits the axis whose size is another now";
    }

    private static string? Slice(SizeStep step)
    {
        if (step.InputNow(0) is { IsData: false } && step.OutputNow() is not null)
            return null;
        var node = new NodeContext(step.Node, [.. step.Node.Input.Select((name, i) => name.Length == 0 ? null : step.InputNow(i))], 0);
        long[]? starts = node.Ints("starts", 1, out bool known),
            ends = node.Ints("ends", 2, out bool endsKnown),
            axes = node.Ints("axes", 3, out bool axesKnown);
        if (!known || !endsKnown || !axesKnown || starts is null || ends is null || step.Now(0) is not { } x)
            return "cuts out a part that isn't known before it runs";
        for (int i = 0; i < ends.Length; i++)
        {
            int? axis = NodeContext.Axis(axes?[i] ?? i, x.Length);
            if (axis is null || !step.HasChanged(0, axis.Value))
                continue;

            // From a place to the end, or up to a distance from the end: the same of any size.
            bool relative = ends[i] >= int.MaxValue || ends[i] < 0;
            if (!relative)
                return $"cuts out a part up to {ends[i]}";
        }

        return null;
    }

    private static string? Resize(SizeStep step)
    {
        bool sizes = step.Node.OpType == "Resize" && step.Node.Input.Count > 3 && step.Node.Input[3].Length > 0;
        if (!sizes)
            return null;

        // A size that is computed of another tensor's goes along; one that is written down doesn't.
        return step.InputNow(3).IsConstant ? "gives an output of a size of its own" : null;
    }

    private static string Inputs(SizeStep step, bool now) =>
        string.Join(
            " and ",
            step.Node.Input.Select((_, i) => now ? step.Now(i) : step.Before(i))
                .Where(s => s is { Length: > 1 })
                .Select(s => LayerTable.Shape(s)!.ToString())
                .DefaultIfEmpty("it")
        );

    public static string Text(Dim dim) => dim.Size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "an open number of";
}
