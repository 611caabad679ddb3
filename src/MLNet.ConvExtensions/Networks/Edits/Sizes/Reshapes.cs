using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks.Edits.Sizes;

/// <summary>
/// Reshapes to sizes that a file has written down, such as those of a channel shuffle, of tokens or of a flattened map, for another size:
/// which axes became which is told by the old shapes.
/// </summary>
internal static class Reshapes
{
    public static (NodeProto? Instead, string? Obstacle) Apply(SizeStep step, GraphProto graph)
    {
        if (step.Node.Input.Count < 2)
            return (null, "has its sizes in an attribute, as operator sets before 5 do");
        if (step.Before(0) is not { } from || step.Now(0) is not { } to || step.OutputBefore() is not { } target)
            return (null, "has an input or an output of unknown shape");

        // A target that was computed of the input's size, or leaves the rest to be counted, goes along.
        if (
            step.OutputNow() is { } follows
            && follows.Length == target.Length
            && SameCount(to, follows)
            && Aligned(from, target, to) is { } wanted
        )
        {
            if (wanted.Zip(follows).All(d => d.First.SameAs(d.Second)))
                return (null, null);
        }

        if (!step.InputNow(1).IsConstant)
            return (null, $"makes {Text(target)} of {Text(from)}, and it can't be told what it makes of {Text(to)}");
        if (Aligned(from, target, to) is not { } shape)
            return (null, $"makes {Text(target)} of {Text(from)}, and {Text(to)} can't be divided so");
        long[] values = new long[shape.Length];
        int open = 0;
        for (int i = 0; i < shape.Length; i++)
        {
            // In ONNX a 0 stands for the dimension of the tensor that is reshaped, one -1 for what is left.
            bool same = i < to.Length && shape[i].SameAs(to[i]);
            if (shape[i].Size is { } size)
                values[i] = size;
            else if (same)
                values[i] = 0;
            else if (open++ == 0)
                values[i] = -1;
            else
                return (null, $"makes {Text(target)} of {Text(from)}, and it can't be told what it makes of {Text(to)}");
        }

        string name = graph.FreeName($"{step.Node.Output[0]}_shape");
        graph.Initializer.Add(TensorContents.Integers(name, values));
        NodeProto copy = step.Node.Clone();
        copy.Input[1] = name;
        for (int i = copy.Attribute.Count - 1; i >= 0; i--)
        {
            if (copy.Attribute[i].Name == "allowzero")
                copy.Attribute.RemoveAt(i);
        }

        return (copy, null);
    }

    /// <summary>The target's dimensions for another size of what is reshaped; null where an axis that changes was divided.</summary>
    private static Dim[]? Aligned(Dim[] from, Dim[] target, Dim[] to)
    {
        if (from.Length != to.Length)
            return null;
        var result = new List<Dim>();
        int source = 0,
            made = 0;
        while (made < target.Length)
        {
            int sourceStart = source,
                madeStart = made;
            if (source < from.Length && from[source].SameAs(target[made]))
            {
                (source, made) = (source + 1, made + 1);
            }
            else if (!Group(from, target, ref source, ref made))
            {
                return null;
            }

            // What is left of size 1 belongs to the last.
            if (made == target.Length)
            {
                if (from[source..].Any(d => d.Size != 1))
                    return null;
                source = from.Length;
            }

            bool changed = !from[sourceStart..source].SequenceEqual(to[sourceStart..source]);
            if (!changed)
                result.AddRange(target[madeStart..made]);
            else if (made - madeStart == 1)
                result.Add(Dim.Product(to[sourceStart..source]));
            else if (Rows(from[sourceStart..source], target[madeStart..made], to[sourceStart..source]) is { } rows)
                result.AddRange(rows);
            else
                return null;
        }

        return [.. result];
    }

    /// <summary>
    /// A table with a row for some numbers of each place, as detectors make it: [30, 40, 6] to [3600, 2] is [38, 52, 6] to [5928, 2]. Null
    /// where a row would hold numbers of several places.
    /// </summary>
    private static Dim[]? Rows(Dim[] from, Dim[] target, Dim[] to)
    {
        Dim row = Dim.Product(target[1..]),
            all = Dim.Product(to);
        int places = from.Length;
        while (places > 0 && from[places - 1].SameAs(to[places - 1]))
            places--;
        Dim kept = Dim.Product(from[places..]);
        return row.Size is > 0 and var width && kept.Size % width == 0 && all.Size is { } count
            ? [Dim.Of(count / width), .. target[1..]]
            : null;
    }

    /// <summary>Goes on to where as many elements have gone by on both sides.</summary>
    private static bool Group(Dim[] from, Dim[] target, ref int source, ref int made)
    {
        if (!Take(from, ref source, out long left) || !Take(target, ref made, out long right))
            return false;
        while (left != right)
        {
            long more;
            if (left < right ? !Take(from, ref source, out more) : !Take(target, ref made, out more))
                return false;
            if (left < right)
                left *= more;
            else
                right *= more;
        }

        return true;
    }

    private static bool Take(Dim[] dims, ref int next, out long size)
    {
        size = next < dims.Length ? dims[next].Size ?? 0 : 0;
        next++;
        return size > 0;
    }

    private static bool SameCount(Dim[] a, Dim[] b)
    {
        Dim first = Dim.Product(a.Where(d => d.Symbol is null)),
            second = Dim.Product(b.Where(d => d.Symbol is null));
        return first.SameAs(second)
            && a.Where(d => d.Symbol is not null)
                .Select(d => d.Symbol)
                .Order()
                .SequenceEqual(b.Where(d => d.Symbol is not null).Select(d => d.Symbol).Order());
    }

    private static string Text(Dim[] shape) => LayerTable.Shape(shape)!.ToString();
}
