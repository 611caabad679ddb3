namespace MLNet.ConvExtensions.Networks.Shapes;

/// <summary>Shapes of operators that rearrange, pad, repeat or resample elements.</summary>
internal static class LayoutShapes
{
    public static IEnumerable<(string Operators, Func<NodeContext, TensorInfo> Rule)> Rules { get; } =
    [
        ("Reshape", Reshape),
        ("Flatten", Flatten),
        ("Transpose", Transpose),
        ("Pad", Pad),
        ("Resize Upsample", Resize),
        ("DepthToSpace", node => Blocks(node, grow: true)),
        ("SpaceToDepth", node => Blocks(node, grow: false)),
        ("Expand", Expand),
        ("Tile", Tile),
        ("Crop", Crop),
    ];

    private static TensorInfo Reshape(NodeContext node)
    {
        Dim[]? target = node.Has(1) ? node.Input(1).Integers : node.Ints("shape")?.Select(Dim.Of).ToArray();
        if (target is null)
            return node.Like(node.Has(1) && node.Shape(1) is [{ Size: { } rank and <= 16 }] ? new Dim[rank] : null);

        Dim[]? x = node.Shape(0);
        var shape = (Dim[])target.Clone();
        int open = -1;
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i].Size == 0 && node.Int("allowzero", 0) == 0)
                shape[i] = x is not null && i < x.Length ? x[i] : Dim.Unknown;
            else if (shape[i].Size == -1)
                open = i;
        }

        if (open >= 0)
            shape[open] = x is null ? Dim.Unknown : Rest(x, shape.Where((_, i) => i != open));
        return node.Input(0) with { Shape = shape };
    }

    /// <summary>What remains of the elements when the other dimensions have taken theirs.</summary>
    private static Dim Rest(Dim[] whole, IEnumerable<Dim> taken)
    {
        List<Dim> left = [.. whole];
        long divisor = 1;
        foreach (Dim dim in taken)
        {
            if (dim.Size is { } size)
                divisor = checked(divisor * size);
            else if (dim.Symbol is null || !left.Remove(dim))
                return Dim.Unknown;
        }

        long product = 1;
        foreach (Dim dim in left.Where(d => d.Size is not null))
            product = checked(product * dim.Size!.Value);
        if (divisor == 0 || product % divisor != 0)
            return Dim.Unknown;
        return Dim.Product([Dim.Of(product / divisor), .. left.Where(d => d.Size is null)]);
    }

    private static TensorInfo Flatten(NodeContext node)
    {
        if (node.Shape(0) is not { } x)
            return node.Like([Dim.Unknown, Dim.Unknown]);
        long axis = node.Int("axis", 1);
        axis = axis < 0 ? axis + x.Length : axis;
        return axis < 0 || axis > x.Length ? node.Like(null) : node.Like([Dim.Product(x[..(int)axis]), Dim.Product(x[(int)axis..])]);
    }

    private static TensorInfo Transpose(NodeContext node)
    {
        if (node.Shape(0) is not { } x)
            return node.Like(null);
        long[]? order = node.Ints("perm");
        if (order is null)
            return node.Like(x.Reverse().ToArray());
        return node.Like(order.Length == x.Length && order.All(i => i >= 0 && i < x.Length) ? order.Select(i => x[i]).ToArray() : null);
    }

    private static TensorInfo Pad(NodeContext node)
    {
        long[]? pads = node.Ints("pads", 1, out bool known);
        if (node.Shape(0) is not { } x)
            return node.Like(null);
        if (!known || pads is null)
            return node.Like(new Dim[x.Length]);

        int[]? axes = Enumerable.Range(0, x.Length).ToArray();
        if (node.Has(3))
            axes = node.Ints("axes", 3, out known) is { } given ? NodeContext.Axes(given, x.Length) : null;
        if (axes is null || pads.Length != 2 * axes.Length)
            return node.Like(null);

        var shape = (Dim[])x.Clone();
        for (int i = 0; i < axes.Length; i++)
        {
            long added = checked(pads[i] + pads[i + axes.Length]);
            if (added != 0)
                shape[axes[i]] = x[axes[i]].Size is { } size ? Dim.Of(checked(size + added)) : Dim.Unknown;
        }

        return node.Like(shape);
    }

    private static TensorInfo Resize(NodeContext node)
    {
        if (node.Shape(0) is not { } x)
            return node.Like(null);
        int[]? axes = node.Ints("axes") is { } given ? NodeContext.Axes(given, x.Length) : Enumerable.Range(0, x.Length).ToArray();
        if (axes is null || node.Text("keep_aspect_ratio_policy", "stretch") != "stretch")
            return node.Like(new Dim[x.Length]);

        var shape = (Dim[])x.Clone();
        Dim[]? sizes = node.Has(3) ? node.Input(3).Integers : null;
        double[]? scales = Scales(node);
        for (int i = 0; i < axes.Length; i++)
        {
            Dim dim = x[axes[i]];
            if (sizes is not null && i < sizes.Length)
                shape[axes[i]] = sizes[i];
            else if (scales is null || i >= scales.Length)
                shape[axes[i]] = Dim.Unknown;
            else if (scales[i] != 1)
                shape[axes[i]] = dim.Size is { } size ? Dim.Of(checked((long)MathF.Floor(size * (float)scales[i]))) : Dim.Unknown;
        }

        return node.Like(shape);
    }

    private static double[]? Scales(NodeContext node)
    {
        if (node.Attribute("scales") is { } attribute)
            return attribute.Floats.Select(f => (double)f).ToArray();

        // Upsample and the first version of Resize: x, scales. Later: x, region, scales, sizes.
        int input = node.Operator == "Upsample" || node.Opset < 11 ? 1 : 2;
        return node.Has(input) && node.Input(input).Numbers is { Length: > 0 } numbers ? numbers : null;
    }

    private static TensorInfo Blocks(NodeContext node, bool grow)
    {
        long block = node.Int("blocksize", 0);
        if (block < 1 || node.Shape(0) is not { Length: 4 } x)
            return node.Like(null);
        Dim Scaled(Dim d, long by, bool times) => d.Size is { } size ? Dim.Of(times ? checked(size * by) : size / by) : Dim.Unknown;
        return node.Like([x[0], Scaled(x[1], checked(block * block), !grow), Scaled(x[2], block, grow), Scaled(x[3], block, grow)]);
    }

    private static TensorInfo Expand(NodeContext node) => node.Like(Dim.Broadcast(node.Shape(0), node.Input(1).Integers));

    private static TensorInfo Tile(NodeContext node)
    {
        if (node.Shape(0) is not { } x || node.Input(1).Integers is not { } repeats || repeats.Length != x.Length)
            return node.Like(null);
        return node.Like(x.Zip(repeats, (d, r) => Dim.Product([d, r])).ToArray());
    }

    /// <summary>An operator of ONNX's first years that ONNX Runtime still has: a border is cut off an image.</summary>
    private static TensorInfo Crop(NodeContext node)
    {
        if (node.Shape(0) is not { Length: 4 } x || node.Ints("border") is not [var left, var top, var right, var bottom])
            return node.Like(null);
        if (node.Ints("scale") is [var height, var width])
            return node.Like([x[0], x[1], Dim.Of(height), Dim.Of(width)]);
        Dim Less(Dim dim, long border) => dim.Size is { } size && border <= size ? Dim.Of(size - border) : Dim.Unknown;
        return node.Like([x[0], x[1], Less(x[2], checked(top + bottom)), Less(x[3], checked(left + right))]);
    }
}
