using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions.Networks.Shapes;

/// <summary>One node with what is known of its inputs: what a shape rule works on.</summary>
internal sealed class NodeContext(NodeProto node, IReadOnlyList<TensorInfo?> inputs, long opset)
{
    public string Operator => node.OpType;

    public long Opset => opset;

    public int InputCount => inputs.Count;

    public int OutputCount => node.Output.Count;

    /// <summary>Whether the optional input is given.</summary>
    public bool Has(int index) => index < inputs.Count && inputs[index] is not null;

    public TensorInfo Input(int index) => Has(index) ? inputs[index]! : TensorInfo.Unknown;

    public Dim[]? Shape(int index) => Input(index).Shape;

    public AttributeProto? Attribute(string name) => node.Attribute.FirstOrDefault(a => a.Name == name);

    public long Int(string name, long otherwise) => Attribute(name)?.I ?? otherwise;

    public string Text(string name, string otherwise) => Attribute(name)?.S.ToStringUtf8() ?? otherwise;

    public long[]? Ints(string name) => Attribute(name) is { } attribute ? [.. attribute.Ints] : null;

    /// <summary>
    /// A list of whole numbers that older operator sets take as an attribute and newer ones as an input. Null when absent;
    /// <paramref name="known"/> is false when it is an input whose contents aren't known.
    /// </summary>
    public long[]? Ints(string attribute, int input, out bool known)
    {
        known = true;
        if (!Has(input))
            return Ints(attribute);

        Dim[]? contents = Input(input).Integers;
        known = contents is not null && contents.All(d => d.Size is not null);
        return known ? contents!.Select(d => d.Size!.Value).ToArray() : null;
    }

    /// <summary>An axis counted from the front, null if the tensor has no such axis.</summary>
    public static int? Axis(long axis, int rank)
    {
        if (axis < 0)
            axis += rank;
        return axis >= 0 && axis < rank ? (int)axis : null;
    }

    /// <summary>Axes counted from the front, ascending; null if one doesn't exist.</summary>
    public static int[]? Axes(IEnumerable<long> axes, int rank)
    {
        int?[] found = axes.Select(a => Axis(a, rank)).ToArray();
        return found.Contains(null) ? null : found.Select(a => a!.Value).Distinct().Order().ToArray();
    }

    /// <summary>The first input's type and the given shape.</summary>
    public TensorInfo Like(Dim[]? shape) => new() { Type = Input(0).Type, Shape = shape };
}
