namespace MLNet.ConvExtensions.Networks.Shapes;

/// <summary>Operators that exporters compute shapes with: besides the shape, the contents of short tensors are followed.</summary>
internal static class ShapeArithmetic
{
    public static IEnumerable<(string Operators, Func<NodeContext, TensorInfo> Rule)> Rules { get; } =
    [
        ("Shape", ShapeOf),
        (
            "Size",
            node => TensorInfo.OfIntegers(OnnxElementType.Int64, [node.Shape(0) is { } x ? Dim.Product(x) : Dim.Unknown], scalar: true)
        ),
        ("Identity", node => node.Input(0)),
        ("Cast", Cast),
        ("Gather", Gather),
        ("Concat", Concat),
        ("Slice", Slice),
        ("Squeeze", Squeeze),
        ("Unsqueeze", Unsqueeze),
        ("ConstantOfShape", Filled),
        ("Add", node => Compute(node, (a, b) => a + b, (a, b) => checked(a + b), neutral: 0)),
        ("Sub", node => Compute(node, (a, b) => a - b, (a, b) => checked(a - b), neutral: null)),
        ("Mul", node => Compute(node, (a, b) => a * b, (a, b) => checked(a * b), neutral: 1)),
        ("Div", node => Compute(node, (a, b) => a / b, (a, b) => b == 0 || b == -1 ? null : a / b, neutral: null)),
        ("Floor", node => Rounded(node, Math.Floor)),
        ("Ceil", node => Rounded(node, Math.Ceiling)),
        (
            "Where",
            node => node.Like(Dim.Broadcast(node.Shape(0), Dim.Broadcast(node.Shape(1), node.Shape(2)))) with { Type = node.Input(1).Type }
        ),
    ];

    private static TensorInfo ShapeOf(NodeContext node)
    {
        if (node.Shape(0) is not { } x)
            return TensorInfo.Of(OnnxElementType.Int64, Dim.Unknown);
        int start = Bound(node.Int("start", 0), x.Length);
        int end = Bound(node.Int("end", x.Length), x.Length);
        return TensorInfo.OfIntegers(OnnxElementType.Int64, start < end ? x[start..end] : []);
    }

    private static TensorInfo Cast(NodeContext node)
    {
        var type = (OnnxElementType)node.Int("to", 0);
        TensorInfo x = node.Input(0);
        bool integers = type is OnnxElementType.Int64 or OnnxElementType.Int32;
        bool numbers = type is OnnxElementType.Float or OnnxElementType.Double or OnnxElementType.Float16;
        return TensorInfo.Of(type, x.Shape) with
        {
            Integers = !integers ? null : x.Integers ?? x.Numbers?.Select(n => Dim.Of(checked((long)n))).ToArray(),
            Numbers = !numbers
                ? null
                : x.Numbers
                    ?? (
                        x.Integers is { } known && known.All(d => d.Size is not null)
                            ? known.Select(d => (double)d.Size!.Value).ToArray()
                            : null
                    ),
        };
    }

    private static TensorInfo Gather(NodeContext node)
    {
        TensorInfo x = node.Input(0);
        TensorInfo indices = node.Input(1);
        if (x.Shape is null || indices.Shape is null || NodeContext.Axis(node.Int("axis", 0), x.Shape.Length) is not { } axis)
            return node.Like(null);

        TensorInfo result = node.Like([.. x.Shape[..axis], .. indices.Shape, .. x.Shape[(axis + 1)..]]);
        if (x.Integers is not { } contents || x.Shape.Length != 1 || indices.Integers is not { } picked)
            return result;
        int?[] positions = picked.Select(p => p.Size is { } i ? NodeContext.Axis(i, contents.Length) : null).ToArray();
        return positions.Contains(null) ? result : result with { Integers = positions.Select(p => contents[p!.Value]).ToArray() };
    }

    private static TensorInfo Concat(NodeContext node)
    {
        TensorInfo[] parts = Enumerable.Range(0, node.InputCount).Select(node.Input).ToArray();
        if (parts.Length == 0 || parts[0].Shape is not { } first || NodeContext.Axis(node.Int("axis", 1), first.Length) is not { } axis)
            return node.Like(null);
        if (parts.Any(p => p.Shape?.Length != first.Length))
            return node.Like(null);

        var shape = new Dim[first.Length];
        for (int i = 0; i < shape.Length; i++)
        {
            // Parts agree in all other axes, so any that is known, or has a name, tells it.
            IEnumerable<Dim> dims = parts.Select(p => p.Shape![i]);
            if (i != axis && dims.Where(d => d.Size is not null).Distinct().Count() > 1)
                return node.Like(null);
            shape[i] = i == axis ? Sum(dims) : Agreed(dims);
        }

        bool contents = shape.Length == 1 && parts.All(p => p.Integers is not null);
        bool numbers = shape.Length == 1 && parts.All(p => p.Numbers is not null);
        return node.Like(shape) with
        {
            Integers = contents ? Short(parts.SelectMany(p => p.Integers!).ToArray()) : null,
            Numbers = numbers ? Short(parts.SelectMany(p => p.Numbers!).ToArray()) : null,
        };
    }

    private static Dim Sum(IEnumerable<Dim> dims)
    {
        long sum = 0;
        foreach (Dim dim in dims)
        {
            if (dim.Size is not { } size)
                return Dim.Unknown;
            sum = checked(sum + size);
        }

        return Dim.Of(sum);
    }

    private static Dim Agreed(IEnumerable<Dim> dims) =>
        dims.OrderByDescending(d =>
                d.Size is not null ? 2
                : d.Symbol is not null ? 1
                : 0
            )
            .First();

    private static TensorInfo Slice(NodeContext node)
    {
        TensorInfo x = node.Input(0);
        long[]? starts = node.Ints("starts", 1, out bool startsKnown);
        long[]? ends = node.Ints("ends", 2, out bool endsKnown);
        long[]? axes = node.Ints("axes", 3, out bool axesKnown);
        long[]? steps = node.Ints("steps", 4, out bool stepsKnown);
        if (x.Shape is not { } shape)
            return node.Like(null);
        if (!(startsKnown && endsKnown && axesKnown && stepsKnown) || starts is null || ends is null || starts.Length != ends.Length)
            return node.Like(new Dim[shape.Length]);

        shape = (Dim[])shape.Clone();
        Dim[]? contents = shape.Length == 1 ? x.Integers : null;
        double[]? numbers = shape.Length == 1 ? x.Numbers : null;
        for (int i = 0; i < starts.Length; i++)
        {
            long step = steps is not null && i < steps.Length ? steps[i] : 1;
            if (NodeContext.Axis(axes is not null && i < axes.Length ? axes[i] : i, shape.Length) is not { } axis || step == 0)
                return node.Like(null);
            if (shape[axis].Size is not { } size)
            {
                bool whole = step == 1 && starts[i] == 0 && ends[i] >= int.MaxValue;
                shape[axis] = whole ? shape[axis] : Dim.Unknown;
                continue;
            }

            (long first, long count) = Range(starts[i], ends[i], step, size);
            shape[axis] = Dim.Of(count);
            contents = contents is null ? null : Pick(contents, first, count, step);
            numbers = numbers is null ? null : Pick(numbers, first, count, step);
        }

        return node.Like(shape) with
        {
            Integers = contents,
            Numbers = numbers,
        };
    }

    private static (long First, long Count) Range(long start, long end, long step, long size)
    {
        start = start < 0 ? start + size : start;
        end = end < 0 && end >= -size ? end + size : end;
        (long low, long high) = step > 0 ? (0L, size) : (-1L, size - 1);
        start = Math.Clamp(start, step > 0 ? 0 : -1, high);
        end = Math.Clamp(end, low, high);
        long span = step > 0 ? end - start : start - end;
        long stride = step == long.MinValue ? long.MaxValue : Math.Abs(step);
        return (start, span <= 0 ? 0 : ((span - 1) / stride) + 1);
    }

    private static T[]? Pick<T>(T[] items, long first, long count, long step)
    {
        var picked = new T[count];
        for (long i = 0; i < count; i++)
        {
            long at = first + (i * step);
            if (at < 0 || at >= items.Length)
                return null;
            picked[i] = items[at];
        }

        return picked;
    }

    private static TensorInfo Squeeze(NodeContext node)
    {
        long[]? axes = node.Ints("axes", 1, out bool known);
        if (!known || node.Shape(0) is not { } x)
            return node.Like(null);
        int[]? gone = axes is null ? Enumerable.Range(0, x.Length).Where(i => x[i].Size == 1).ToArray() : NodeContext.Axes(axes, x.Length);
        return gone is null ? node.Like(null) : node.Input(0) with { Shape = x.Where((_, i) => !gone.Contains(i)).ToArray() };
    }

    private static TensorInfo Unsqueeze(NodeContext node)
    {
        long[]? axes = node.Ints("axes", 1, out bool known);
        if (!known || axes is null || node.Shape(0) is not { } x)
            return node.Like(null);
        int rank = x.Length + axes.Length;
        if (NodeContext.Axes(axes, rank) is not { } added || added.Length != axes.Length)
            return node.Like(null);

        var rest = new Queue<Dim>(x);
        Dim[] shape = Enumerable.Range(0, rank).Select(i => added.Contains(i) ? Dim.Of(1) : rest.Dequeue()).ToArray();
        return node.Input(0) with { Shape = shape };
    }

    private static TensorInfo Filled(NodeContext node)
    {
        OnnxElementType type = node.Attribute("value")?.T is { } value ? (OnnxElementType)value.DataType : OnnxElementType.Float;
        if (node.Input(0).Integers is not { } shape)
            return TensorInfo.Of(type, node.Shape(0) is [{ Size: { } rank and >= 0 and <= 16 }] ? new Dim[rank] : null);

        TensorInfo result = TensorInfo.Of(type, shape);
        bool small = shape.Length == 1 && shape[0].Size is >= 0 and <= TensorInfo.LongestContents;
        if (!small || type != OnnxElementType.Int64)
            return result;
        long[]? filling = TensorContents.ReadIntegers(node.Attribute("value")!.T);
        return filling is [var each]
            ? result with
            {
                Integers = Enumerable.Repeat(Dim.Of(each), (int)shape[0].Size!.Value).ToArray(),
            }
            : result;
    }

    private static TensorInfo Compute(
        NodeContext node,
        Func<double, double, double> numbers,
        Func<long, long, long?> integers,
        long? neutral
    )
    {
        TensorInfo result = ElementwiseShapes.Broadcast(node);
        TensorInfo a = node.Input(0);
        TensorInfo b = node.Input(1);
        return result with
        {
            Integers = Pairwise(a.Integers, b.Integers, (x, y) => Combine(x, y, integers, neutral)),
            Numbers = Pairwise(a.Numbers, b.Numbers, numbers),
        };
    }

    private static Dim Combine(Dim a, Dim b, Func<long, long, long?> operation, long? neutral)
    {
        if (a.Size is { } left && b.Size is { } right)
            return operation(left, right) is { } value ? Dim.Of(value) : Dim.Unknown;
        if (neutral is not null && (a.Size == neutral || b.Size == neutral))
            return a.Size == neutral ? b : a;
        return Dim.Unknown;
    }

    private static T[]? Pairwise<T>(T[]? a, T[]? b, Func<T, T, T> combine)
    {
        if (a is null || b is null || (a.Length != b.Length && a.Length != 1 && b.Length != 1))
            return null;
        int count = a.Length == 1 ? b.Length : a.Length;
        return Enumerable.Range(0, count).Select(i => combine(a[a.Length == 1 ? 0 : i], b[b.Length == 1 ? 0 : i])).ToArray();
    }

    private static TensorInfo Rounded(NodeContext node, Func<double, double> round) =>
        node.Like(node.Shape(0)) with
        {
            Numbers = node.Input(0).Numbers?.Select(round).ToArray(),
        };

    private static int Bound(long position, int length) => (int)Math.Clamp(position < 0 ? position + length : position, 0, length);

    private static T[]? Short<T>(T[] items) => items.Length <= TensorInfo.LongestContents ? items : null;
}
