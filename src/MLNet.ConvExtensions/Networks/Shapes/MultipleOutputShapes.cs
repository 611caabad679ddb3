namespace MLNet.ConvExtensions.Networks.Shapes;

/// <summary>Shapes of operators that can have several outputs.</summary>
internal static class MultipleOutputShapes
{
    public static IEnumerable<(string Operator, Func<NodeContext, TensorInfo[]> Rule)> Rules { get; } =
    [
        ("BatchNormalization", BatchNormalization),
        ("Dropout", node => [node.Like(node.Shape(0)), TensorInfo.Of(OnnxElementType.Bool, node.Shape(0))]),
        ("MaxPool", MaxPool),
        ("Split", Split),
        ("TopK", TopK),
    ];

    private static TensorInfo[] BatchNormalization(NodeContext node) =>
        [node.Like(node.Shape(0)), .. Enumerable.Range(1, Math.Max(0, node.OutputCount - 1)).Select(_ => node.Like(node.Shape(3)))];

    private static TensorInfo[] MaxPool(NodeContext node)
    {
        TensorInfo values = WindowShapes.Pooling(node);
        return [values, values with { Type = OnnxElementType.Int64 }];
    }

    private static TensorInfo[] Split(NodeContext node)
    {
        TensorInfo[] unknown = Enumerable.Repeat(node.Like(null), node.OutputCount).ToArray();
        long[]? sizes = node.Ints("split", 1, out bool known);
        if (!known || node.Shape(0) is not { } x || NodeContext.Axis(node.Int("axis", 0), x.Length) is not { } axis)
            return unknown;
        if (sizes is not null && sizes.Length != node.OutputCount)
            return unknown;

        return Enumerable
            .Range(0, node.OutputCount)
            .Select(i =>
            {
                var shape = (Dim[])x.Clone();
                shape[axis] = sizes is not null ? Dim.Of(sizes[i]) : EvenPart(x[axis], i, node.OutputCount);
                return node.Like(shape);
            })
            .ToArray();
    }

    /// <summary>Equal parts, the last one smaller where the number of parts doesn't divide the size.</summary>
    private static Dim EvenPart(Dim whole, int index, int parts)
    {
        if (whole.Size is not { } size)
            return Dim.Unknown;
        long part = (size + parts - 1) / parts;
        return Dim.Of(index < parts - 1 ? part : size - (part * (parts - 1)));
    }

    private static TensorInfo[] TopK(NodeContext node)
    {
        Dim count = node.Has(1)
            ? node.Input(1).Integers is [var k, ..]
                ? k
                : Dim.Unknown
            : node.Attribute("k") is { } attribute
                ? Dim.Of(attribute.I)
                : Dim.Unknown;
        Dim[]? shape = null;
        if (node.Shape(0) is { } x && NodeContext.Axis(node.Int("axis", -1), x.Length) is { } axis)
        {
            shape = (Dim[])x.Clone();
            shape[axis] = count;
        }

        return [node.Like(shape), TensorInfo.Of(OnnxElementType.Int64, shape)];
    }
}
