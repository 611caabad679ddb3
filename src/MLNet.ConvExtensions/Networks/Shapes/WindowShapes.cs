namespace MLNet.ConvExtensions.Networks.Shapes;

/// <summary>Shapes of the operators that slide a window over [N, C, ...]: convolutions and pooling.</summary>
internal static class WindowShapes
{
    public static IEnumerable<(string Operators, Func<NodeContext, TensorInfo> Rule)> Rules { get; } =
    [
        ("Conv ConvInteger QLinearConv DeformConv", Convolution),
        ("ConvTranspose", Transposed),
        ("AveragePool LpPool QLinearAveragePool", Pooling),
        ("GlobalAveragePool GlobalMaxPool GlobalLpPool", GlobalPooling),
    ];

    /// <summary>The shape after a pooling window.</summary>
    public static TensorInfo Pooling(NodeContext node)
    {
        if (node.Shape(0) is not { Length: >= 3 } x || node.Ints("kernel_shape") is not { } kernel || kernel.Length != x.Length - 2)
            return node.Like(null);
        return node.Like(Slide(node, x, x[1], kernel));
    }

    private static TensorInfo Convolution(NodeContext node)
    {
        // QLinearConv: x, scale, zero point, w, ...
        Dim[]? weights = node.Shape(node.Operator == "QLinearConv" ? 3 : 1);
        TensorInfo result = node.Operator == "ConvInteger" ? TensorInfo.Of(OnnxElementType.Int32, null) : node.Like(null);
        if (node.Shape(0) is not { Length: >= 3 } x || weights is null || weights.Length != x.Length)
            return result;
        long[]? kernel = node.Ints("kernel_shape") ?? Sizes(weights[2..]);
        return kernel is null || kernel.Length != x.Length - 2 ? result : result with { Shape = Slide(node, x, weights[0], kernel) };
    }

    private static Dim[]? Slide(NodeContext node, Dim[] x, Dim channels, long[] kernel)
    {
        int axes = kernel.Length;
        long[] strides = node.Ints("strides") ?? Filled(axes, 1);
        long[] dilations = node.Ints("dilations") ?? Filled(axes, 1);
        long[] pads = node.Ints("pads") ?? Filled(2 * axes, 0);
        string autoPad = node.Text("auto_pad", "NOTSET");
        bool ceiling = node.Int("ceil_mode", 0) != 0;
        if (strides.Length != axes || dilations.Length != axes || pads.Length != 2 * axes || strides.Any(s => s < 1))
            return null;

        var result = new Dim[x.Length];
        (result[0], result[1]) = (x[0], channels);
        for (int i = 0; i < axes; i++)
        {
            long window = checked(((kernel[i] - 1) * dilations[i]) + 1);
            result[i + 2] = autoPad switch
            {
                "SAME_UPPER" or "SAME_LOWER" => Same(x[i + 2], strides[i]),
                "VALID" => Steps(x[i + 2], window, strides[i], 0, 0, ceiling),
                _ => Steps(x[i + 2], window, strides[i], pads[i], pads[i + axes], ceiling),
            };
        }

        return result;
    }

    private static Dim Same(Dim input, long stride) =>
        stride == 1 ? input
        : input.Size is { } size ? Dim.Of((size + stride - 1) / stride)
        : Dim.Unknown;

    private static Dim Steps(Dim input, long window, long stride, long before, long after, bool ceiling)
    {
        long padding = checked(before + after);
        if (input.Size is not { } size)
            return stride == 1 && padding == window - 1 ? input : Dim.Unknown;

        long room = checked(size + padding - window);
        if (room < 0)
            return Dim.Unknown;
        long steps = ceiling ? ((room + stride - 1) / stride) + 1 : (room / stride) + 1;

        // A window that would start in the padding behind the image is left out.
        if (ceiling && (steps - 1) * stride >= size + before)
            steps--;
        return Dim.Of(steps);
    }

    private static TensorInfo Transposed(NodeContext node)
    {
        if (node.Shape(0) is not { Length: >= 3 } x || node.Shape(1) is not { } weights || weights.Length != x.Length)
            return node.Like(null);

        int axes = x.Length - 2;
        long[]? kernel = node.Ints("kernel_shape") ?? Sizes(weights[2..]);
        long[] strides = node.Ints("strides") ?? Filled(axes, 1);
        long[] dilations = node.Ints("dilations") ?? Filled(axes, 1);
        long[] pads = node.Ints("pads") ?? Filled(2 * axes, 0);
        long[] extra = node.Ints("output_padding") ?? Filled(axes, 0);
        long[]? asked = node.Ints("output_shape");
        string autoPad = node.Text("auto_pad", "NOTSET");
        if (kernel is null || new[] { kernel.Length, strides.Length, dilations.Length, extra.Length, pads.Length / 2 }.Any(n => n != axes))
            return node.Like(null);

        var result = new Dim[x.Length];
        result[0] = x[0];
        result[1] = weights[1].Size is { } channels ? Dim.Of(checked(channels * node.Int("group", 1))) : Dim.Unknown;
        for (int i = 0; i < axes; i++)
        {
            if (asked is not null && asked.Length >= axes)
                result[i + 2] = Dim.Of(asked[asked.Length - axes + i]);
            else if (x[i + 2].Size is not { } size)
                result[i + 2] = Dim.Unknown;
            else if (autoPad is "SAME_UPPER" or "SAME_LOWER")
                result[i + 2] = Dim.Of(checked(size * strides[i]));
            else
                result[i + 2] = Dim.Of(
                    checked((strides[i] * (size - 1)) + extra[i] + ((kernel[i] - 1) * dilations[i]) + 1 - pads[i] - pads[i + axes])
                );
        }

        return node.Like(result);
    }

    private static TensorInfo GlobalPooling(NodeContext node) =>
        node.Like(node.Shape(0) is { Length: >= 2 } x ? [x[0], x[1], .. Enumerable.Repeat(Dim.Of(1), x.Length - 2)] : null);

    private static long[]? Sizes(Dim[] dims) => dims.All(d => d.Size is not null) ? dims.Select(d => d.Size!.Value).ToArray() : null;

    private static long[] Filled(int count, long value) => Enumerable.Repeat(value, count).ToArray();
}
