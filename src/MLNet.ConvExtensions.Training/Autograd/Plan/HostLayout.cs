using MLNet.ConvExtensions.Training.Autograd.Operators;

namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>Operators on the host that pick, put together and rearrange.</summary>
internal static class HostLayout
{
    public static IEnumerable<(string Operators, HostPreparation Prepare)> Rules { get; } =
    [
        ("Identity", _ => inputs => [inputs[0]!]),
        ("Cast", Cast),
        ("Reshape", Reshape),
        ("Flatten", Flatten),
        ("Squeeze", Squeeze),
        ("Unsqueeze", Unsqueeze),
        ("Transpose", Transpose),
        ("Concat", Concat),
        ("Split", Split),
        ("Slice", Slice),
        ("Gather", Gather),
        ("Expand", _ => inputs => [Expanded(inputs[0]!, HostShapes.Broadcast(inputs[0]!.Shape, inputs[1]!.ToIntegers()))]),
        ("Tile", _ => Tile),
        ("Where", _ => Where),
        ("ConstantOfShape", ConstantOfShape),
    ];

    private static HostKernel Cast(PlanNode node)
    {
        var type = (OnnxElementType)node.Int("to", 1);
        return inputs =>
        {
            HostTensor x = inputs[0]!;
            if (ElementTypes.IsFloating(type))
                return [HostTensor.Create(type, x.Shape, x.ToNumbers())];
            return
            [
                HostTensor.Create(
                    type,
                    x.Shape,
                    type == OnnxElementType.Bool ? Array.ConvertAll(x.ToNumbers(), n => n != 0 ? 1L : 0) : x.ToIntegers()
                ),
            ];
        };
    }

    private static HostKernel Reshape(PlanNode node)
    {
        bool zeroIsZero = node.Int("allowzero", 0) != 0;
        return inputs =>
        {
            HostTensor x = inputs[0]!;
            long[] shape = (long[])Layout.Target(inputs[1]!.ToIntegers(), x.Shape, zeroIsZero).Clone();
            int open = Array.IndexOf(shape, -1);
            if (open >= 0)
            {
                shape[open] = 1;
                shape[open] = x.Count / Math.Max(1, HostShapes.Count(shape));
            }

            return [x.Reshaped(shape)];
        };
    }

    private static HostKernel Flatten(PlanNode node)
    {
        int axis = (int)node.Int("axis", 1);
        return inputs =>
        {
            HostTensor x = inputs[0]!;
            int from = axis < 0 ? axis + x.Shape.Length : axis;
            return [x.Reshaped(HostShapes.Count(x.Shape.AsSpan(0, from)), HostShapes.Count(x.Shape.AsSpan(from)))];
        };
    }

    private static HostKernel Squeeze(PlanNode node)
    {
        long[]? listed = node.Ints("axes");
        return inputs =>
        {
            HostTensor x = inputs[0]!;
            long[]? axes = listed ?? (inputs.Length > 1 ? inputs[1]?.ToIntegers() : null);
            int rank = x.Shape.Length;
            return [x.Reshaped(x.Shape.Where((d, i) => axes is null ? d != 1 : !axes.Contains(i) && !axes.Contains(i - rank)).ToArray())];
        };
    }

    private static HostKernel Unsqueeze(PlanNode node)
    {
        long[]? listed = node.Ints("axes");
        return inputs =>
        {
            HostTensor x = inputs[0]!;
            long[] axes = listed ?? inputs[1]!.ToIntegers();
            var shape = x.Shape.ToList();
            foreach (long axis in axes.Select(a => a < 0 ? a + x.Shape.Length + axes.Length : a).Order())
                shape.Insert((int)axis, 1);
            return [x.Reshaped([.. shape])];
        };
    }

    private static HostKernel Transpose(PlanNode node)
    {
        long[]? order = node.Ints("perm");
        return inputs =>
        {
            HostTensor x = inputs[0]!;
            int rank = x.Shape.Length;
            int[] from = order is null ? Enumerable.Range(0, rank).Reverse().ToArray() : Array.ConvertAll(order, o => (int)o);
            long[] shape = Array.ConvertAll(from, f => x.Shape[f]);
            var old = new long[rank];
            return
            [
                x.Pick(
                    shape,
                    HostShapes.Places(
                        shape,
                        index =>
                        {
                            for (int i = 0; i < rank; i++)
                                old[from[i]] = index[i];
                            return HostShapes.Place(x.Shape, old);
                        }
                    )
                ),
            ];
        };
    }

    private static HostKernel Concat(PlanNode node)
    {
        int axis = (int)node.Int("axis", 0);
        return inputs =>
        {
            HostTensor[] parts = inputs.Select(i => i!).Where(i => i.Count > 0 || inputs.Length == 1).ToArray();
            if (parts.Length == 0)
                return [inputs[0]!];
            int along = axis < 0 ? axis + parts[0].Shape.Length : axis;
            long[] shape = (long[])parts[0].Shape.Clone();
            shape[along] = parts.Sum(p => p.Shape[along]);

            // All elements part after part, and from where there each one comes.
            int[] starts = parts.Select((_, i) => parts.Take(i).Sum(p => p.Count)).ToArray();
            HostTensor all = parts[0].IsInteger
                ? HostTensor.Create(parts[0].Type, [], parts.SelectMany(p => p.ToIntegers()).ToArray())
                : HostTensor.Create(parts[0].Type, [], parts.SelectMany(p => p.ToNumbers()).ToArray());
            return
            [
                all.Pick(
                    shape,
                    HostShapes.Places(
                        shape,
                        index =>
                        {
                            long at = index[along];
                            int part = 0;
                            while (at >= parts[part].Shape[along])
                                at -= parts[part++].Shape[along];
                            long[] within = (long[])index.Clone();
                            within[along] = at;
                            return starts[part] + HostShapes.Place(parts[part].Shape, within);
                        }
                    )
                ),
            ];
        };
    }

    private static HostKernel Split(PlanNode node)
    {
        int axis = (int)node.Int("axis", 0),
            count = node.OutputCount;
        long[]? listed = node.Ints("split");
        return inputs =>
        {
            HostTensor x = inputs[0]!;
            int along = axis < 0 ? axis + x.Shape.Length : axis;
            long[] sizes = listed ?? (inputs.Length > 1 ? inputs[1]?.ToIntegers() : null) ?? Selection.EqualParts(x.Shape[along], count);
            var parts = new HostTensor[sizes.Length];
            for ((int i, long start) = (0, 0); i < parts.Length; start += sizes[i++])
                parts[i] = Part(x, [new SliceRange(along, start, start + sizes[i], 1)]);
            return parts;
        };
    }

    private static HostKernel Slice(PlanNode node)
    {
        (long[]? starts, long[]? ends, long[]? axes) = (node.Ints("starts"), node.Ints("ends"), node.Ints("axes"));
        return inputs =>
        {
            long[]? Input(int i) => i < inputs.Length ? inputs[i]?.ToIntegers() : null;
            return [Part(inputs[0]!, SliceRange.Of(inputs[0]!.Shape, starts ?? Input(1)!, ends ?? Input(2)!, axes ?? Input(3), Input(4)))];
        };
    }

    private static HostTensor Part(HostTensor x, SliceRange[] ranges)
    {
        long[] shape = (long[])x.Shape.Clone();
        foreach (SliceRange range in ranges)
            shape[range.Axis] = range.Count;
        return x.Pick(
            shape,
            HostShapes.Places(
                shape,
                index =>
                {
                    long[] old = (long[])index.Clone();
                    foreach (SliceRange range in ranges)
                        old[range.Axis] = range.Start + (index[range.Axis] * range.Step);
                    return HostShapes.Place(x.Shape, old);
                }
            )
        );
    }

    private static HostKernel Gather(PlanNode node)
    {
        int axis = (int)node.Int("axis", 0);
        return inputs =>
        {
            (HostTensor x, HostTensor indices) = (inputs[0]!, inputs[1]!);
            int along = axis < 0 ? axis + x.Shape.Length : axis,
                rank = indices.Shape.Length;
            long[] at = Array.ConvertAll(indices.ToIntegers(), i => i < 0 ? i + x.Shape[along] : i);
            long[] shape = [.. x.Shape[..along], .. indices.Shape, .. x.Shape[(along + 1)..]];
            return
            [
                x.Pick(
                    shape,
                    HostShapes.Places(
                        shape,
                        index =>
                            HostShapes.Place(
                                x.Shape,
                                [
                                    .. index[..along],
                                    at[HostShapes.Place(indices.Shape, index[along..(along + rank)])],
                                    .. index[(along + rank)..],
                                ]
                            )
                    )
                ),
            ];
        };
    }

    private static HostTensor[] Tile(HostTensor?[] inputs)
    {
        HostTensor x = inputs[0]!;
        long[] shape = x.Shape.Select((d, i) => d * inputs[1]!.ToIntegers()[i]).ToArray();
        return
        [
            x.Pick(shape, HostShapes.Places(shape, index => HostShapes.Place(x.Shape, index.Select((at, i) => at % x.Shape[i]).ToArray()))),
        ];
    }

    private static HostTensor[] Where(HostTensor?[] inputs)
    {
        (HostTensor condition, HostTensor a, HostTensor b) = (inputs[0]!, inputs[1]!, inputs[2]!);
        long[] shape = HostShapes.Broadcast(condition.Shape, HostShapes.Broadcast(a.Shape, b.Shape));
        long[] holds = Expanded(condition, shape).ToIntegers();
        (a, b) = (Expanded(a, shape), Expanded(b, shape));
        return
        [
            a.IsInteger
                ? HostTensor.Create(a.Type, shape, holds.Select((h, i) => h != 0 ? a.Integers![i] : b.Integers![i]).ToArray())
                : HostTensor.Create(a.Type, shape, holds.Select((h, i) => h != 0 ? a.Numbers![i] : b.Numbers![i]).ToArray()),
        ];
    }

    private static HostKernel ConstantOfShape(PlanNode node)
    {
        HostTensor value = node.TensorAttribute("value") is { } given
            ? HostTensor.Of(given)
            : HostTensor.Create(OnnxElementType.Float, [1], [0.0]);
        return inputs => [Expanded(value, inputs[0]!.ToIntegers())];
    }

    private static HostTensor Expanded(HostTensor x, long[] shape) =>
        x.Shape.Length > shape.Length
            ? x.Reshaped().Pick(shape, new int[HostShapes.Count(shape)])
            : x.Pick(shape, HostShapes.BroadcastPlaces(x.Shape, shape));
}
