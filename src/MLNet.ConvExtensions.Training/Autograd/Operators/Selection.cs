using MLNet.ConvExtensions.Training.Autograd.Plan;
using MLNet.ConvExtensions.Training.Native;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>Operators that take parts of tensors or put parts together.</summary>
internal static class Selection
{
    public static IEnumerable<(string Operators, Preparation Prepare)> Rules { get; } =
    [
        ("Concat", Concat),
        ("Split", Split),
        ("Slice", Slice),
        ("Gather", Gather),
        ("GatherElements", GatherElements),
        ("ScatterElements", ScatterElements),
        ("OneHot", OneHot),
        ("Crop", Crop),
    ];

    private static Kernel Concat(PlanNode node)
    {
        int[] inputs = node.InputsFrom(0);
        int y = node.Output();
        long axis = node.Int("axis", 1);
        var parts = new Tensor[inputs.Length];
        return run =>
        {
            for (int i = 0; i < inputs.Length; i++)
                parts[i] = run[inputs[i]];
            run[y] = cat(parts, axis);
            Array.Clear(parts);
        };
    }

    private static Kernel Split(PlanNode node)
    {
        long axis = node.Int("axis", 0);
        Func<ForwardRun, long[]>? sizes = node.Integers("split", 1);
        int x = node.Input(0);
        int[] outputs = node.Outputs();
        return run =>
        {
            Tensor input = run[x];
            Tensor[] parts = input.split(
                sizes?.Invoke(run) ?? EqualParts(input.shape[axis < 0 ? axis + input.dim() : axis], outputs.Length),
                axis
            );
            for (int i = 0; i < outputs.Length; i++)
            {
                if (outputs[i] >= 0)
                    run[outputs[i]] = parts[i];
            }
        };
    }

    /// <summary>The sizes of as many parts as asked for; the last one is smaller where they don't come out even.</summary>
    public static long[] EqualParts(long size, int count)
    {
        long each = (size + count - 1) / count;
        var sizes = new long[count];
        for (int i = 0; i < count; i++)
            sizes[i] = Math.Clamp(size - (i * each), 0, each);
        return sizes;
    }

    private static Kernel Slice(PlanNode node)
    {
        (int x, int y) = (node.Input(0), node.Output());
        Func<ForwardRun, long[]> starts = node.Integers("starts", 1) ?? throw node.Unable("it has no starts.");
        Func<ForwardRun, long[]> ends = node.Integers("ends", 2) ?? throw node.Unable("it has no ends.");
        Func<ForwardRun, long[]>? axes = node.Integers("axes", 3),
            steps = node.Integers("steps", 4);
        return run =>
        {
            Tensor input = run[x];
            Tensor part = input;
            foreach (SliceRange range in SliceRange.Of(input.shape, starts(run), ends(run), axes?.Invoke(run), steps?.Invoke(run)))
            {
                part =
                    range.Step > 0
                        ? part.slice(range.Axis, range.Start, Math.Max(range.Start, range.End), range.Step)
                        : part.index_select(range.Axis, Positions(range).Upload(run.Device));
            }

            run[y] = ReferenceEquals(part, input) ? input.alias() : part;
        };
    }

    private static HostTensor Positions(SliceRange range) =>
        HostTensor.Vector(Array.ConvertAll(Enumerable.Range(0, (int)range.Count).ToArray(), i => range.Start + (i * range.Step)));

    private static Kernel Gather(PlanNode node)
    {
        long axis = node.Int("axis", 0);
        (int x, int index, int y) = (node.Input(0), node.Input(1), node.Output());
        if (node.Constant(1) is { } constant)
        {
            long[] places = constant.ToIntegers();
            if (constant.Shape.Length == 0)
                return run => run[y] = run[x].select(axis, places[0]);

            // A window of neighbours is a view, and costs nothing.
            bool neighbours = places.Length > 0 && places[0] >= 0 && constant.Shape.Length == 1;
            for (int i = 1; neighbours && i < places.Length; i++)
                neighbours = places[i] == places[i - 1] + 1;
            if (neighbours)
                return run => run[y] = run[x].narrow(axis, places[0], places.Length);
        }

        return run =>
        {
            Tensor input = run[x],
                indices = run[index].to(ScalarType.Int64);
            long[] shape = input.shape,
                of = indices.shape;
            int along = (int)(axis < 0 ? axis + shape.Length : axis);
            indices = where(indices.IsBelow(0), indices.Plus(shape[along]), indices);
            run[y] = input.index_select(along, indices.reshape(-1)).reshape([.. shape[..along], .. of, .. shape[(along + 1)..]]);
        };
    }

    private static Kernel GatherElements(PlanNode node)
    {
        long axis = node.Int("axis", 0);
        return node.Binary((x, indices) => x.gather(axis, Places(x, indices, axis)));
    }

    private static Kernel ScatterElements(PlanNode node)
    {
        string reduction = node.Text("reduction", "none");
        if (reduction is not ("none" or "add"))
            throw node.Unable($"reduction '{reduction}' is not known; none and add are allowed.");
        long axis = node.Int("axis", 0);
        (int x, int index, int updates, int y) = (node.Input(0), node.Input(1), node.Input(2), node.Output());
        if (reduction == "add")
            return run => run[y] = run[x].scatter_add(axis, Places(run[x], run[index], axis), run[updates]);
        return run => run[y] = run[x].scatter(axis, Places(run[x], run[index], axis), run[updates]);
    }

    private static Tensor Places(Tensor x, Tensor indices, long axis)
    {
        Tensor places = indices.to(ScalarType.Int64);
        return where(places.IsBelow(0), places.Plus(x.shape[axis < 0 ? axis + x.dim() : axis]), places);
    }

    private static Kernel OneHot(PlanNode node)
    {
        long axis = node.Int("axis", -1);
        (int index, int depth, int values, int y) = (node.Input(0), node.Input(1), node.Input(2), node.Output());
        return run =>
        {
            long count = run.Host(depth).Integer();
            Tensor places = run[index].to(ScalarType.Int64);
            places = where(places.IsBelow(0), places.Plus(count), places);
            long rank = places.dim() + 1,
                at = axis < 0 ? axis + rank : axis;
            long[] along = Window.Filled((int)rank, 1);
            along[at] = count;
            Tensor hot = places.unsqueeze(at).eq(arange(count, ScalarType.Int64, run.Device).reshape(along));
            Tensor offAndOn = run[values];
            run[y] = where(hot, offAndOn.select(0, 1), offAndOn.select(0, 0));
        };
    }

    /// <summary>An operator of the first ONNX versions that files of that time still carry.</summary>
    private static Kernel Crop(PlanNode node)
    {
        if (node.Ints("border") is not [var left, var top, var right, var bottom])
            throw node.Unable("its border is not four numbers: left, top, right, bottom.");
        return node.Ints("scale") is [var height, var width]
            ? node.Unary(x => x.narrow(2, top, height).narrow(3, left, width))
            : node.Unary(x => x.narrow(2, top, x.shape[2] - top - bottom).narrow(3, left, x.shape[3] - left - right));
    }
}
