namespace MLNet.ConvExtensions.Networks.Shapes;

/// <summary>Shapes of matrix products and of operators that reduce axes.</summary>
internal static class ReductionShapes
{
    public static IEnumerable<(string Operators, Func<NodeContext, TensorInfo> Rule)> Rules { get; } =
    [
        ("Gemm", Gemm),
        ("MatMul MatMulInteger QLinearMatMul", MatMul),
        ("ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceSumSquare", Reduce),
        ("ArgMax ArgMin", Argument),
    ];

    private static TensorInfo Gemm(NodeContext node)
    {
        if (node.Shape(0) is not { Length: 2 } a || node.Shape(1) is not { Length: 2 } b)
            return node.Like(null);
        Dim rows = a[node.Int("transA", 0) != 0 ? 1 : 0];
        Dim columns = b[node.Int("transB", 0) != 0 ? 0 : 1];
        return node.Like([rows, columns]);
    }

    private static TensorInfo MatMul(NodeContext node)
    {
        // QLinearMatMul: a, its scale, its zero point, b, ...
        Dim[]? b = node.Shape(node.Operator == "QLinearMatMul" ? 3 : 1);
        OnnxElementType type = node.Operator == "MatMulInteger" ? OnnxElementType.Int32 : node.Input(0).Type;
        if (node.Shape(0) is not { Length: > 0 } a || b is not { Length: > 0 })
            return TensorInfo.Of(type, null);

        Dim[] left = a.Length > 1 ? a : [Dim.Of(1), .. a];
        Dim[] right = b.Length > 1 ? b : [.. b, Dim.Of(1)];
        if (Dim.Broadcast(left[..^2], right[..^2]) is not { } batch)
            return TensorInfo.Of(type, null);

        IEnumerable<Dim> shape = batch;
        if (a.Length > 1)
            shape = shape.Append(left[^2]);
        if (b.Length > 1)
            shape = shape.Append(right[^1]);
        return TensorInfo.Of(type, shape.ToArray());
    }

    private static TensorInfo Reduce(NodeContext node)
    {
        long[]? axes = node.Ints("axes", 1, out bool known);
        if (!known || node.Shape(0) is not { } x)
            return node.Like(null);
        if (axes is null or [])
        {
            if (node.Int("noop_with_empty_axes", 0) != 0)
                return node.Like(x);
            axes = Enumerable.Range(0, x.Length).Select(i => (long)i).ToArray();
        }

        return node.Like(Without(x, axes, node.Int("keepdims", 1) != 0));
    }

    private static TensorInfo Argument(NodeContext node)
    {
        Dim[]? shape = node.Shape(0) is { } x ? Without(x, [node.Int("axis", 0)], node.Int("keepdims", 1) != 0) : null;
        return TensorInfo.Of(OnnxElementType.Int64, shape);
    }

    private static Dim[]? Without(Dim[] shape, long[] axes, bool keep)
    {
        if (NodeContext.Axes(axes, shape.Length) is not { } reduced)
            return null;
        return keep
            ? shape.Select((d, i) => reduced.Contains(i) ? Dim.Of(1) : d).ToArray()
            : shape.Where((_, i) => !reduced.Contains(i)).ToArray();
    }
}
