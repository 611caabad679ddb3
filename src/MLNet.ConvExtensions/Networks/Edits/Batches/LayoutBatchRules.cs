using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks.Edits.Batches;

/// <summary>Where the images lie behind operators that rearrange, cut, join or resample elements.</summary>
internal static class LayoutBatchRules
{
    public static IEnumerable<(string Operators, Func<BatchNode, BatchPlace> Rule)> Rules { get; } =
    [
        ("Reshape Flatten", Reshape),
        ("Transpose", Transpose),
        ("Squeeze", Squeeze),
        ("Unsqueeze", Unsqueeze),
        ("Concat", Concat),
        ("Split", node => node.KeepBeside(node.Context.Int("axis", 0))),
        ("Slice", Slice),
        ("Gather", Gather),
        ("GatherElements", GatherElements),
        ("Pad", Pad),
        ("Resize Upsample", Resize),
        ("DepthToSpace SpaceToDepth Crop", node => node.Keep(a => a == 0)),
        ("Expand", Expand),
        (
            "Tile",
            node =>
                node.Context.Input(1).Integers is { } times && node.Place(0).Axis < times.Length
                    ? node.Keep(a => times[a].Size == 1)
                    : BatchPlace.Mixed
        ),
        ("OneHot", OneHot),
    ];

    /// <summary>Elements keep their order: the images stay apart where every image fills whole rows of one axis of the result.</summary>
    private static BatchPlace Reshape(BatchNode node)
    {
        BatchPlace place = node.Place(0);
        if (node.Shape(0) is not { } from || node.Output is not { } to || !place.IsImages || node.Place(1).IsImages)
            return BatchPlace.Mixed;
        for (int axis = 0; axis < to.Length; axis++)
        {
            if (to[axis].Size == 1 || !SameProduct(from.AsSpan(0, place.Axis), to.AsSpan(0, axis)))
                continue;

            // As many rows as before, if only by name: what is in them doesn't matter.
            if (to[axis].SameAs(from[place.Axis]))
                return place with { Axis = axis };
            if (
                Product(from.AsSpan(place.Axis + 1)) is not { } inside
                || Product(to.AsSpan(axis + 1)) is not { } row
                || row == 0
                || inside * place.PerImage % row != 0
            )
                return BatchPlace.Mixed;

            // A size in numbers is of one number of images; so is a remainder that isn't this axis.
            return to[axis].Size is null ? BatchPlace.Images(axis, inside * place.PerImage / row) : BatchPlace.Mixed;
        }

        return BatchPlace.Mixed;
    }

    private static BatchPlace Transpose(BatchNode node)
    {
        long[]? order = node.Context.Ints("perm");
        int axis = order is null ? node.Rank(0) - 1 - node.Place(0).Axis : Array.IndexOf(order, node.Place(0).Axis);
        return axis < 0 ? BatchPlace.Mixed : node.Place(0) with { Axis = axis };
    }

    private static BatchPlace Squeeze(BatchNode node)
    {
        long[]? axes = node.Context.Ints("axes", 1, out bool known);
        if (!known || node.Shape(0) is not { } shape)
            return BatchPlace.Mixed;
        int[]? gone = axes is null
            ? [.. Enumerable.Range(0, shape.Length).Where(i => shape[i].Size == 1)]
            : NodeContext.Axes(axes, shape.Length);
        return gone is null ? BatchPlace.Mixed
            : node.Keep(a => !gone.Contains(a)) is { IsImages: true } place
                ? place with
                {
                    Axis = place.Axis - gone.Count(a => a < place.Axis),
                }
            : BatchPlace.Mixed;
    }

    private static BatchPlace Unsqueeze(BatchNode node)
    {
        long[]? axes = node.Context.Ints("axes", 1, out bool known);
        if (!known || axes is null || node.Rank(0) < 0 || NodeContext.Axes(axes, node.Rank(0) + axes.Length) is not { } added)
            return BatchPlace.Mixed;
        int[] old = [.. Enumerable.Range(0, node.Rank(0) + axes.Length).Where(i => !added.Contains(i))];
        return node.Place(0) with { Axis = old[node.Place(0).Axis] };
    }

    private static BatchPlace Concat(BatchNode node)
    {
        BatchPlace place = Enumerable.Range(0, node.InputCount).Select(node.Place).First(p => p.IsImages);
        bool together = Enumerable.Range(0, node.InputCount).All(i => node.Place(i) == place);
        int? axis = Enumerable
            .Range(0, node.InputCount)
            .Select(i => node.Axis(node.Context.Int("axis", 1), i))
            .FirstOrDefault(a => a is not null);
        return together && axis is { } joined && joined != place.Axis ? place : BatchPlace.Mixed;
    }

    private static BatchPlace Slice(BatchNode node)
    {
        if (node.Shape(0) is not { } shape || !Enumerable.Range(1, node.InputCount - 1).All(i => !node.Place(i).IsImages))
            return BatchPlace.Mixed;
        long[]? starts = node.Context.Ints("starts", 1, out bool startsKnown);
        long[]? ends = node.Context.Ints("ends", 2, out bool endsKnown);
        long[]? given = node.Context.Ints("axes", 3, out bool axesKnown);
        long[]? steps = node.Context.Ints("steps", 4, out bool stepsKnown);
        if (!axesKnown)
            return BatchPlace.Mixed;

        // Where all axes are cut their number is that of the starts.
        long count = starts?.Length ?? (node.Shape(1) is [{ Size: { } length }] ? length : shape.Length);
        int[] axes =
        [
            .. (given ?? [.. Enumerable.Range(0, (int)Math.Min(count, shape.Length)).Select(i => (long)i)]).Select(a =>
                NodeContext.Axis(a, shape.Length) ?? -1
            ),
        ];
        int at = Array.IndexOf(axes, node.Place(0).Axis);
        if (at < 0)
            return node.Place(0);
        bool whole =
            startsKnown && endsKnown && stepsKnown && starts?[at] == 0 && ends?[at] >= int.MaxValue && (steps is null || steps[at] == 1);
        return whole ? node.Place(0) : BatchPlace.Mixed;
    }

    private static BatchPlace Gather(BatchNode node)
    {
        if (node.Axis(node.Context.Int("axis", 0), 0) is not { } axis || node.Rank(1) < 0)
            return BatchPlace.Mixed;
        (BatchPlace data, BatchPlace indices) = (node.Place(0), node.Place(1));
        if (data.State == BatchState.Same && indices.IsImages)
            return indices with { Axis = axis + indices.Axis };
        return indices.State != BatchState.Same || data.Axis == axis ? BatchPlace.Mixed
            : data.Axis < axis ? data
            : data with { Axis = data.Axis - 1 + node.Rank(1) };
    }

    private static BatchPlace GatherElements(BatchNode node) =>
        node.Axis(node.Context.Int("axis", 0), 0) is { } axis
        && node.Place(0).IsImages
        && node.Place(0) == node.Place(1)
        && node.Place(0).Axis != axis
            ? node.Place(0)
            : BatchPlace.Mixed;

    private static BatchPlace Pad(BatchNode node)
    {
        long[]? pads = node.Context.Ints("pads", 1, out bool known);
        if (!known || pads is null || node.Rank(0) < 0)
            return BatchPlace.Mixed;
        int[]? axes = [.. Enumerable.Range(0, node.Rank(0))];
        if (node.Has(3))
            axes = node.Context.Ints("axes", 3, out known) is { } given ? NodeContext.Axes(given, node.Rank(0)) : null;
        if (axes is null || pads.Length != 2 * axes.Length)
            return BatchPlace.Mixed;
        int at = Array.IndexOf(axes, node.Place(0).Axis);
        return at < 0 || (pads[at] == 0 && pads[at + axes.Length] == 0) ? node.Keep(_ => true) : BatchPlace.Mixed;
    }

    private static BatchPlace Resize(BatchNode node)
    {
        int axis = node.Place(0).Axis;
        bool kept = node.Shape(0) is { } from && node.Output is { } to && axis < to.Length && to[axis].SameAs(from[axis]);
        return kept && Enumerable.Range(1, node.InputCount - 1).All(i => !node.Place(i).IsImages) ? node.Place(0) : BatchPlace.Mixed;
    }

    private static BatchPlace Expand(BatchNode node)
    {
        if (!node.Place(0).IsImages || node.Output is not { } to || node.Rank(0) < 0)
            return BatchPlace.Mixed;
        int axis = to.Length - node.Rank(0) + node.Place(0).Axis;
        bool others = to.Where((_, i) => i != axis).All(d => d != Dim.Unknown);
        return to[axis].Size is null && (others || node.Place(1).State == BatchState.Same)
            ? node.Place(0) with
            {
                Axis = axis,
            }
            : BatchPlace.Mixed;
    }

    private static BatchPlace OneHot(BatchNode node)
    {
        if (
            !node.Place(0).IsImages
            || !node.AllSame(1)
            || node.Rank(0) < 0
            || NodeContext.Axis(node.Context.Int("axis", -1), node.Rank(0) + 1) is not { } added
        )
            return BatchPlace.Mixed;
        return node.Place(0) with { Axis = node.Place(0).Axis < added ? node.Place(0).Axis : node.Place(0).Axis + 1 };
    }

    /// <summary>The product of sizes; null where one is open.</summary>
    private static long? Product(ReadOnlySpan<Dim> dims)
    {
        long product = 1;
        foreach (Dim dim in dims)
        {
            if (dim.Size is not { } size)
                return null;
            product = checked(product * size);
        }

        return product;
    }

    private static bool SameProduct(ReadOnlySpan<Dim> a, ReadOnlySpan<Dim> b) =>
        Product(a) is { } left ? left == Product(b) : a.SequenceEqual(b) && !a.Contains(Dim.Unknown);
}
