namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>Element-wise operators and reductions on the host: what a graph computes with shapes.</summary>
internal static class HostArithmetic
{
    public static IEnumerable<(string Operators, HostPreparation Prepare)> Rules { get; } =
    [
        ("Add Sum", _ => Fold(static (a, b) => a + b, static (a, b) => a + b)),
        ("Sub", _ => Fold(static (a, b) => a - b, static (a, b) => a - b)),
        ("Mul", _ => Fold(static (a, b) => a * b, static (a, b) => a * b)),
        ("Div", _ => Fold(static (a, b) => b == 0 ? 0 : a / b, static (a, b) => a / b)),
        (
            "Mod",
            node =>
                node.Int("fmod", 0) != 0
                    ? Fold(static (a, b) => a % b, static (a, b) => a % b)
                    : Fold(static (a, b) => ((a % b) + b) % b, static (a, b) => a - (b * Math.Floor(a / b)))
        ),
        ("Max", _ => Fold(Math.Max, Math.Max)),
        ("Min", _ => Fold(Math.Min, Math.Min)),
        ("Equal", _ => Compare(static (a, b) => a == b)),
        ("Greater", _ => Compare(static (a, b) => a > b)),
        ("GreaterOrEqual", _ => Compare(static (a, b) => a >= b)),
        ("Less", _ => Compare(static (a, b) => a < b)),
        ("LessOrEqual", _ => Compare(static (a, b) => a <= b)),
        ("And", _ => Compare(static (a, b) => a != 0 && b != 0)),
        ("Or", _ => Compare(static (a, b) => a != 0 || b != 0)),
        ("Xor", _ => Compare(static (a, b) => (a != 0) != (b != 0))),
        (
            "Not",
            _ =>
                inputs =>
                    [
                        HostTensor.Create(
                            OnnxElementType.Bool,
                            inputs[0]!.Shape,
                            Array.ConvertAll(inputs[0]!.ToIntegers(), i => i == 0 ? 1L : 0)
                        ),
                    ]
        ),
        ("Neg", _ => Map(static i => -i, static n => -n)),
        ("Abs", _ => Map(Math.Abs, Math.Abs)),
        ("Floor", _ => Map(static i => i, Math.Floor)),
        ("Ceil", _ => Map(static i => i, Math.Ceiling)),
        ("Round", _ => Map(static i => i, static n => Math.Round(n, MidpointRounding.ToEven))),
        ("Sqrt", _ => Map(static i => (long)Math.Sqrt(i), Math.Sqrt)),
        ("ReduceSum", node => Reduce(node, 0, static (a, b) => a + b)),
        ("ReduceProd", node => Reduce(node, 1, static (a, b) => a * b)),
        ("ReduceMax", node => Reduce(node, double.NegativeInfinity, Math.Max)),
        ("ReduceMin", node => Reduce(node, double.PositiveInfinity, Math.Min)),
    ];

    private static HostKernel Map(Func<long, long> whole, Func<double, double> number) =>
        inputs =>
        {
            HostTensor x = inputs[0]!;
            return
            [
                x.Integers is { } integers
                    ? HostTensor.Create(x.Type, x.Shape, Array.ConvertAll(integers, i => whole(i)))
                    : HostTensor.Create(x.Type, x.Shape, Array.ConvertAll(x.Numbers!, n => number(n))),
            ];
        };

    private static HostKernel Fold(Func<long, long, long> whole, Func<double, double, double> number) =>
        inputs =>
        {
            HostTensor total = inputs[0]!;
            foreach (HostTensor? next in inputs.Skip(1))
            {
                (long[] shape, HostTensor a, HostTensor b) = Together(total, next!);
                var numbers = new double[a.Count];
                var integers = new long[a.Count];
                for (int i = 0; i < integers.Length; i++)
                {
                    if (a.IsInteger)
                        integers[i] = whole(a.Integers![i], b.Integers![i]);
                    else
                        numbers[i] = number(a.Numbers![i], b.Numbers![i]);
                }

                total = a.IsInteger ? HostTensor.Create(a.Type, shape, integers) : HostTensor.Create(a.Type, shape, numbers);
            }

            return [total];
        };

    private static HostKernel Compare(Func<double, double, bool> holds) =>
        inputs =>
        {
            (long[] shape, HostTensor a, HostTensor b) = Together(inputs[0]!, inputs[1]!);
            double[] left = a.ToNumbers(),
                right = b.ToNumbers();
            return [HostTensor.Create(OnnxElementType.Bool, shape, left.Select((l, i) => holds(l, right[i]) ? 1L : 0).ToArray())];
        };

    private static (long[] Shape, HostTensor A, HostTensor B) Together(HostTensor a, HostTensor b)
    {
        long[] shape = HostShapes.Broadcast(a.Shape, b.Shape);
        return (
            shape,
            a.Pick(shape, HostShapes.BroadcastPlaces(a.Shape, shape)),
            b.Pick(shape, HostShapes.BroadcastPlaces(b.Shape, shape))
        );
    }

    private static HostKernel Reduce(PlanNode node, double start, Func<double, double, double> combine)
    {
        bool keep = node.Int("keepdims", 1) != 0,
            emptyIsNone = node.Int("noop_with_empty_axes", 0) != 0;
        long[]? listed = node.Ints("axes");
        return inputs =>
        {
            HostTensor x = inputs[0]!;
            long[] axes = listed ?? (inputs.Length > 1 ? inputs[1]?.ToIntegers() : null) ?? [];
            if (axes.Length == 0 && emptyIsNone)
                return [x];
            bool[] reduced = new bool[x.Shape.Length];
            foreach (long axis in axes)
                reduced[axis < 0 ? axis + reduced.Length : axis] = true;
            if (axes.Length == 0)
                Array.Fill(reduced, true);

            long[] kept = x.Shape.Select((d, i) => reduced[i] ? 1 : d).ToArray();
            var totals = new double[HostShapes.Count(kept)];
            Array.Fill(totals, start);
            double[] values = x.ToNumbers();
            int[] places = HostShapes.Places(
                x.Shape,
                index => HostShapes.Place(kept, index.Select((at, i) => reduced[i] ? 0 : at).ToArray())
            );
            for (int i = 0; i < values.Length; i++)
                totals[places[i]] = combine(totals[places[i]], values[i]);
            long[] shape = keep ? kept : x.Shape.Where((_, i) => !reduced[i]).ToArray();
            return
            [
                x.IsInteger
                    ? HostTensor.Create(x.Type, shape, Array.ConvertAll(totals, t => (long)t))
                    : HostTensor.Create(x.Type, shape, totals),
            ];
        };
    }
}
