using System.Globalization;

namespace MLNet.ConvExtensions.Training.Tests.Autograd;

/// <summary>Draws operators that take a tensor of a shape, with attributes and weights that mostly fit.</summary>
internal sealed class RandomOperators
{
    private static readonly string[] Unary =
    [
        "Abs",
        "Atan",
        "Cos",
        "Elu",
        "Erf",
        "HardSigmoid",
        "HardSwish",
        "Identity",
        "LeakyRelu",
        "Neg",
        "Relu",
        "Selu",
        "Sigmoid",
        "Sin",
        "Softplus",
        "Softsign",
        "Tanh",
    ];

    private static readonly string[] Reductions =
    [
        "ReduceL1",
        "ReduceL2",
        "ReduceLogSumExp",
        "ReduceMax",
        "ReduceMean",
        "ReduceMin",
        "ReduceSumSquare",
    ];

    private readonly Random _random;

    public RandomOperators(int seed)
    {
        _random = new Random(seed);
        InputShape = [Upto(3), 2 * Upto(3), 3 + Upto(7), 3 + Upto(7)];
    }

    public long[] InputShape { get; }

    public float[] Values(long count) => [.. Enumerable.Range(0, (int)count).Select(_ => (_random.NextSingle() * 4) - 2)];

    /// <summary>A node from one tensor to the next, and what to call it in a message.</summary>
    public (string What, Action<SmallNetwork> Node) Next(string from, string to, long[] shape)
    {
        Func<string, string, long[], (string, Action<SmallNetwork>)>[] maps = [Conv, Transposed, Pool, Normalised, Space, Resize],
            any = [One, Two, Reduce, Softmax, Slice, Pad, Transpose, Concat, Reshape, Product, Repeat];
        bool image = shape.Length == 4 && _random.Next(3) > 0;
        return Pick(image ? maps : any)(from, to, shape);
    }

    private (string, Action<SmallNetwork>) One(string from, string to, long[] shape) => Plain(Pick(Unary), from, to);

    private (string, Action<SmallNetwork>) Two(string from, string to, long[] shape)
    {
        long[] other = [.. shape.Select(d => _random.Next(2) == 0 ? 1 : d).Skip(_random.Next(shape.Length))];
        string operation = Pick(["Add", "Sub", "Mul", "Max", "Min"]);
        bool first = _random.Next(2) == 0;
        return (
            $"{operation} with [{string.Join(", ", other)}]",
            n => n.Weights($"{to}w", other).Node(to, operation, first ? $"{from},{to}w" : $"{to}w,{from}")
        );
    }

    private (string, Action<SmallNetwork>) Reduce(string from, string to, long[] shape)
    {
        string operation = Pick(Reductions);
        int[] axes =
        [
            .. Enumerable.Range(0, shape.Length).Where(_ => _random.Next(2) == 0).Select(a => _random.Next(2) == 0 ? a : a - shape.Length),
        ];
        int keep = _random.Next(3) == 0 && axes.Length < shape.Length - 1 ? 0 : 1;
        return axes.Length == 0
            ? Plain(operation, from, to, ("keepdims", 1))
            : Plain(operation, from, to, ("axes", axes), ("keepdims", keep));
    }

    private (string, Action<SmallNetwork>) Softmax(string from, string to, long[] shape) =>
        Plain(Pick(["Softmax", "LogSoftmax"]), from, to, ("axis", _random.Next(-shape.Length, shape.Length)));

    private (string, Action<SmallNetwork>) Slice(string from, string to, long[] shape)
    {
        int axis = _random.Next(shape.Length);
        long start = _random.Next(-(int)shape[axis], (int)shape[axis]),
            step = Pick([1, 1, 2, 3, -1, -2]),
            end = step > 0 ? Pick([long.MaxValue, shape[axis], -1]) : Pick([long.MinValue + 1, 0]);
        return (
            $"Slice of axis {axis} from {start} to {end} by {step}",
            n =>
                n.Integers($"{to}s", start)
                    .Integers($"{to}e", end)
                    .Integers($"{to}a", axis)
                    .Integers($"{to}p", step)
                    .Node(to, "Slice", $"{from},{to}s,{to}e,{to}a,{to}p")
        );
    }

    private (string, Action<SmallNetwork>) Pad(string from, string to, long[] shape)
    {
        string mode = Pick(["constant", "reflect", "edge"]);
        long[] pads = [.. Enumerable.Range(0, 2 * shape.Length).Select(i => i % shape.Length < shape.Length - 2 ? 0L : _random.Next(3))];
        return (
            $"Pad {mode} by {string.Join(", ", pads)}",
            n => n.Integers($"{to}p", pads).Numbers($"{to}v", [], 0.5).Node(to, "Pad", $"{from},{to}p,{to}v", ("mode", mode))
        );
    }

    private (string, Action<SmallNetwork>) Transpose(string from, string to, long[] shape)
    {
        int[] order = [.. Enumerable.Range(0, shape.Length)];
        _random.Shuffle(order);
        return Plain("Transpose", from, to, ("perm", order));
    }

    private (string, Action<SmallNetwork>) Concat(string from, string to, long[] shape)
    {
        int axis = _random.Next(shape.Length);
        long[] other = [.. shape];
        other[axis] = Upto(3);
        return (
            $"Concat along {axis}",
            n => n.Weights($"{to}w", other).Node(to, "Concat", $"{from},{to}w,{from}", ("axis", axis - shape.Length))
        );
    }

    private (string, Action<SmallNetwork>) Reshape(string from, string to, long[] shape)
    {
        if (shape.Length < 2)
            return Plain("Identity", from, to);
        int at = _random.Next(shape.Length - 1);
        long[] wanted = [.. shape[..at].Select(_ => 0L), -1, .. shape[(at + 2)..]];
        return _random.Next(3) == 0
            ? Plain("Flatten", from, to, ("axis", _random.Next(shape.Length)))
            : ($"Reshape to {string.Join(", ", wanted)}", n => n.Integers($"{to}s", wanted).Node(to, "Reshape", $"{from},{to}s"));
    }

    private (string, Action<SmallNetwork>) Product(string from, string to, long[] shape)
    {
        long[] weights = [shape[^1], Upto(6)];
        return ($"MatMul with [{string.Join(", ", weights)}]", n => n.Weights($"{to}w", weights).Node(to, "MatMul", $"{from},{to}w"));
    }

    private (string, Action<SmallNetwork>) Repeat(string from, string to, long[] shape)
    {
        long[] times = [.. shape.Select(_ => _random.Next(4) == 0 ? 2L : 1)];
        return ($"Tile by {string.Join(", ", times)}", n => n.Integers($"{to}t", times).Node(to, "Tile", $"{from},{to}t"));
    }

    private (string, Action<SmallNetwork>) Conv(string from, string to, long[] shape)
    {
        int group = shape[1] % 2 == 0 && _random.Next(2) == 0 ? 2 : 1;
        long[] weights = [group * Upto(3), shape[1] / group, Upto(3), Upto(3)];
        bool bias = _random.Next(2) == 0;
        (string, object)[] attributes = [("group", group), ("strides", Pair(2)), ("dilations", Pair(2)), .. Padding()];
        return (
            $"Conv {string.Join('x', weights)} {Text(attributes)}",
            n =>
                Biased(n.Weights($"{to}w", weights), to, weights[0], bias)
                    .Node(to, "Conv", $"{from},{to}w{(bias ? $",{to}b" : "")}", attributes)
        );
    }

    private (string, Action<SmallNetwork>) Transposed(string from, string to, long[] shape)
    {
        int group = shape[1] % 2 == 0 && _random.Next(2) == 0 ? 2 : 1;
        long[] weights = [shape[1], Upto(3), Upto(3), Upto(3)];
        (string, object)[] attributes =
        [
            ("group", group),
            ("strides", Pair(2)),
            ("dilations", Pair(2)),
            ("pads", Enumerable.Range(0, 4).Select(_ => _random.Next(2)).ToArray()),
        ];
        return (
            $"ConvTranspose {string.Join('x', weights)} {Text(attributes)}",
            n => n.Weights($"{to}w", weights).Node(to, "ConvTranspose", $"{from},{to}w", attributes)
        );
    }

    private (string, Action<SmallNetwork>) Pool(string from, string to, long[] shape)
    {
        string operation = Pick(["MaxPool", "AveragePool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool"]);
        if (operation.StartsWith("Global", StringComparison.Ordinal))
            return Plain(operation, from, to);
        List<(string, object)> attributes = [("kernel_shape", Pair(3)), ("strides", Pair(3)), .. Padding()];
        if (_random.Next(3) == 0)
            attributes.Add(("ceil_mode", 1));
        if (operation == "AveragePool")
            attributes.Add(("count_include_pad", _random.Next(2)));
        return Plain(operation, from, to, [.. attributes]);
    }

    private (string, Action<SmallNetwork>) Normalised(string from, string to, long[] shape)
    {
        long channels = shape[1];
        return _random.Next(4) switch
        {
            0 => Plain("LRN", from, to, ("size", 3), ("alpha", 0.1)),
            1 => (
                "InstanceNormalization",
                n => n.Weights($"{to}s", channels).Weights($"{to}b", channels).Node(to, "InstanceNormalization", $"{from},{to}s,{to}b")
            ),
            2 => (
                "LayerNormalization",
                n => n.Weights($"{to}s", shape[^1]).Weights($"{to}b", shape[^1]).Node(to, "LayerNormalization", $"{from},{to}s,{to}b")
            ),
            _ => (
                "BatchNormalization",
                n =>
                    n.Weights($"{to}s", channels)
                        .Weights($"{to}b", channels)
                        .Weights($"{to}m", channels)
                        .Numbers($"{to}v", [channels], [.. Enumerable.Range(1, (int)channels).Select(i => i / 2.0)])
                        .Node(to, "BatchNormalization", $"{from},{to}s,{to}b,{to}m,{to}v")
            ),
        };
    }

    private (string, Action<SmallNetwork>) Space(string from, string to, long[] shape) =>
        _random.Next(2) == 0
            ? Plain("DepthToSpace", from, to, ("blocksize", 2), ("mode", Pick(["DCR", "CRD"])))
            : Plain("SpaceToDepth", from, to, ("blocksize", 2));

    private (string, Action<SmallNetwork>) Resize(string from, string to, long[] shape)
    {
        string mode = Pick(["nearest", "linear"]),
            how = Pick(["half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"]);
        double[] scales = [1, 1, Pick([0.5, 0.7, 1.5, 2, 3]), Pick([0.5, 0.7, 1.5, 2, 3])];
        return (
            $"Resize {mode} {how} by {string.Join(", ", scales.Select(s => s.ToString(CultureInfo.InvariantCulture)))}",
            n =>
                n.Floats($"{to}s", scales)
                    .Node(
                        to,
                        "Resize",
                        $"{from},,{to}s",
                        ("mode", mode),
                        ("coordinate_transformation_mode", how),
                        ("nearest_mode", "floor")
                    )
        );
    }

    private (string, object)[] Padding() =>
        _random.Next(4) switch
        {
            0 => [("auto_pad", Pick(["SAME_UPPER", "SAME_LOWER", "VALID"]))],
            1 => [],
            _ => [("pads", Enumerable.Range(0, 4).Select(_ => _random.Next(2)).ToArray())],
        };

    private static SmallNetwork Biased(SmallNetwork network, string to, long count, bool bias) =>
        bias ? network.Weights($"{to}b", count) : network;

    private static (string, Action<SmallNetwork>) Plain(string operation, string from, string to, params (string, object)[] attributes) =>
        ($"{operation} {Text(attributes)}".TrimEnd(), n => n.Node(to, operation, from, attributes));

    private static string Text((string Name, object Value)[] attributes) =>
        string.Join(' ', attributes.Select(a => $"{a.Name}={(a.Value is int[] many ? string.Join(',', many) : a.Value)}"));

    private int[] Pair(int most) => [(int)Upto(most), (int)Upto(most)];

    private long Upto(int most) => _random.Next(most) + 1;

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
