using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks.Edits.Batches;

/// <summary>Where the images lie behind operators that work on every element, along an axis, or in windows.</summary>
internal static class BatchRules
{
    public static IEnumerable<(string Operators, Func<BatchNode, BatchPlace> Rule)> Rules { get; } =
    [
        (
            "Relu LeakyRelu PRelu ThresholdedRelu Elu Celu Selu Gelu Mish Swish Sigmoid HardSigmoid HardSwish Softplus Softsign Tanh "
                + "Clip Abs Neg Exp Log Sqrt "
                + "Reciprocal Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh Erf Sign Round Floor Ceil Shrink Affine ScaledTanh "
                + "Identity Cast CastLike "
                + "Max Min Mean Sum Pow Mod BitShift BitwiseAnd BitwiseOr BitwiseXor BitwiseNot Equal Greater GreaterOrEqual Less "
                + "LessOrEqual And Or Xor Not IsNaN IsInf "
                + "Add Sub Mul Div Where Dropout ImageScaler QuickGelu FastGelu BiasGelu QLinearAdd QLinearMul QLinearLeakyRelu "
                + "QLinearSigmoid",
            Elementwise
        ),
        ("Softmax LogSoftmax Hardmax", Softmax),
        ("ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceSumSquare", Reduce),
        ("ArgMax ArgMin", node => Reduced(node, [node.Context.Int("axis", 0)])),
        ("TopK", node => node.KeepBeside(node.Context.Int("axis", -1))),
        ("CumSum", node => node.Context.Input(1).Integers is [{ Size: { } axis }] ? node.KeepBeside(axis) : BatchPlace.Mixed),
        ("LpNormalization", node => node.KeepBeside(node.Context.Int("axis", -1))),
        (
            "LayerNormalization RMSNormalization",
            node => node.Axis(node.Context.Int("axis", -1), 0) is { } from ? node.Keep(a => a < from) : BatchPlace.Mixed
        ),
        (
            "MeanVarianceNormalization",
            node =>
                NodeContext.Axes(node.Context.Ints("axes") ?? [0, 2, 3], node.Rank(0)) is { } axes
                    ? node.Keep(a => !axes.Contains(a))
                    : BatchPlace.Mixed
        ),
        ("LRN", node => node.KeepBeside(1)),
        ("InstanceNormalization GroupNormalization", node => node.Keep(a => a == 0)),
        ("BatchNormalization", node => node.Context.Int("training_mode", 0) == 0 ? node.Keep(a => a != 1) : BatchPlace.Mixed),
        ("Trilu", node => node.Rank(0) >= 2 ? node.Keep(a => a < node.Rank(0) - 2) : BatchPlace.Mixed),
        ("QuantizeLinear DequantizeLinear", Quantized),
        ("Conv ConvInteger ConvTranspose FusedConv QLinearConv", node => node.Keep(a => a == 0)),
        ("DeformConv GridSample", Together),
        (
            "MaxPool AveragePool LpPool GlobalAveragePool GlobalMaxPool GlobalLpPool QLinearAveragePool QLinearGlobalAveragePool",
            node => node.Keep(a => a <= 1)
        ),
    ];

    /// <summary>
    /// Whether the rule speaks of this output of a node: positions found by MaxPool count from the batch's beginning, and statistics are of
    /// the whole batch.
    /// </summary>
    public static bool Gives(NodeProto node, int output) =>
        output == 0 || node.OpType is not ("MaxPool" or "BatchNormalization" or "LayerNormalization");

    /// <summary>Operands side by side, as broadcasting lays them: the last axes lie on each other.</summary>
    public static BatchPlace Elementwise(BatchNode node) =>
        Aligned(node, [.. Enumerable.Range(0, node.InputCount)], node.Output?.Length ?? -1, dropped: 0);

    /// <summary>Tensors of any value, filled by shapes that name the batch: the same row for every image.</summary>
    public static BatchPlace Filled(BatchNode node)
    {
        if (node.Output is not { } shape || (node.Operator == "Expand" && node.Place(0).State != BatchState.Same))
            return BatchPlace.Mixed;
        int[] named = [.. Enumerable.Range(0, shape.Length).Where(i => shape[i].SameAs(node.Batch))];
        bool others = shape.Where((_, i) => !named.Contains(i)).All(d => d != Dim.Unknown);
        return named is [var axis] && others ? BatchPlace.Images(axis) : BatchPlace.Mixed;
    }

    /// <summary>Where the images lie in what is broadcast of some inputs.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">The inputs that are broadcast.</param>
    /// <param name="rank">The number of axes of the result.</param>
    /// <param name="dropped">How many of the last axes aren't broadcast.</param>
    public static BatchPlace Aligned(BatchNode node, int[] inputs, int rank, int dropped)
    {
        BatchPlace? found = null;
        foreach (int i in inputs.Where(i => node.Place(i).IsImages))
        {
            if (node.Rank(i) < 0 || rank < 0)
                return BatchPlace.Mixed;
            BatchPlace place = node.Place(i) with { Axis = rank - node.Rank(i) + node.Place(i).Axis };
            if (place.Axis > rank - 1 - dropped || (found ?? place) != place)
                return BatchPlace.Mixed;
            found = place;
        }

        if (found is not { } images || inputs.Any(i => node.Place(i).State == BatchState.Count))
            return BatchPlace.Mixed;

        // What has several values along the batch, and is the same for every batch, fits one number of images only.
        return inputs.All(i => node.Place(i).IsImages || !node.Has(i) || IsOneAlong(node.Shape(i), images.Axis - rank))
            ? images
            : BatchPlace.Mixed;
    }

    private static bool IsOneAlong(Dim[]? shape, int fromEnd) =>
        shape is not null && (-fromEnd > shape.Length || shape[^-fromEnd].Size == 1);

    private static BatchPlace Softmax(BatchNode node)
    {
        // Until opset 13 everything from the axis on was taken together.
        bool single = node.Opset >= 13;
        return node.Axis(node.Context.Int("axis", single ? -1 : 1), 0) is { } axis
            ? node.Keep(a => single ? a != axis : a < axis)
            : BatchPlace.Mixed;
    }

    private static BatchPlace Reduce(BatchNode node)
    {
        long[]? axes = node.Context.Ints("axes", 1, out bool known);
        if (!known)
            return BatchPlace.Mixed;
        if (axes is null or [])
            return node.Context.Int("noop_with_empty_axes", 0) != 0 ? node.Place(0) : BatchPlace.Mixed;
        return Reduced(node, axes);
    }

    private static BatchPlace Reduced(BatchNode node, long[] axes)
    {
        if (node.Rank(0) < 0 || NodeContext.Axes(axes, node.Rank(0)) is not { } reduced || reduced.Contains(node.Place(0).Axis))
            return BatchPlace.Mixed;
        bool keeps = node.Context.Int("keepdims", 1) != 0;
        BatchPlace place = node.Keep(_ => true);
        return keeps || !place.IsImages ? place : place with { Axis = place.Axis - reduced.Count(a => a < place.Axis) };
    }

    private static BatchPlace Quantized(BatchNode node)
    {
        bool single = node.Shape(1) is [] or [{ Size: 1 }];
        return single ? node.Keep(_ => true) : node.KeepBeside(node.Context.Int("axis", 1));
    }

    /// <summary>Inputs of which each image has its own, in front; weights are the same for all.</summary>
    private static BatchPlace Together(BatchNode node) =>
        Enumerable
            .Range(0, node.InputCount)
            .All(i => node.Place(i) is { State: BatchState.Images, Axis: 0, PerImage: 1 } or { State: BatchState.Same })
        && node.Place(0).IsImages
            ? node.Place(0)
            : BatchPlace.Mixed;
}
