using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>What a graph does to the values of pixels before its first layer with weights, where it normalises them itself.</summary>
/// <param name="Layer">The first layer that does.</param>
/// <param name="Operator">Its operator.</param>
/// <param name="TakesBytes">Whether the values are to be 0 to 255; otherwise 0 to 1.</param>
internal sealed record InnerNormalisation(string Layer, string Operator, bool TakesBytes)
{
    private const int LongestConstant = 4;

    /// <summary>Operators that move or cut pixels, but leave their values.</summary>
    private static readonly HashSet<string> Moving =
    [
        "Transpose",
        "Cast",
        "Identity",
        "Slice",
        "Gather",
        "Crop",
        "Squeeze",
        "Unsqueeze",
        "Reshape",
        "Resize",
        "Upsample",
        "Pad",
    ];

    /// <summary>Finds it; null where pixels go into the first layer as they come.</summary>
    public static InnerNormalisation? Of(OnnxNetwork network)
    {
        if (network.Inputs is not [var input])
            return null;
        ILookup<string, NodeProto> users = network
            .Graph.Node.SelectMany(n => n.Input.Distinct().Select(i => (Input: i, Node: n)))
            .ToLookup(p => p.Input, p => p.Node);
        string at = input.Name;
        NodeProto? first = null;
        double factor = 1,
            offset = 0;
        while (users[at].Where(n => n.OpType is not ("Shape" or "Size")).ToArray() is [var node])
        {
            bool before = node.Input[0] == at;
            if (
                node.OpType is "Sub" or "Add" or "Mul" or "Div"
                && node.Input.Count == 2
                && Constant(network, node.Input[before ? 1 : 0]) is { } value
            )
            {
                first ??= node;
                (factor, offset) = node.OpType switch
                {
                    "Add" => (factor, offset + value),
                    "Sub" => before ? (factor, offset - value) : (-factor, value - offset),
                    "Mul" => (factor * value, offset * value),
                    _ => before && value != 0 ? (factor / value, offset / value) : (0, 0),
                };
            }
            else if (!Moving.Contains(node.OpType) || !before)
            {
                break;
            }

            at = node.Output[0];
        }

        if (first is null || factor == 0 || !double.IsFinite(factor) || !double.IsFinite(offset))
            return null;

        // What is divided by a large number, or loses one, was large.
        bool bytes = Math.Abs(factor) < 0.1 || Math.Abs(offset / factor) > 2;
        string layer = network.Layers.FirstOrDefault(l => l.OutputName == first.Output[0])?.Name ?? first.Output[0];
        return new InnerNormalisation(layer, first.OpType, bytes);
    }

    /// <summary>The mean of a constant of one number, or one a channel; null for anything else.</summary>
    private static double? Constant(OnnxNetwork network, string tensor)
    {
        TensorInfo info = network.Info(tensor);
        return info is { IsConstant: true, IsData: false, Numbers: { Length: >= 1 and <= LongestConstant } numbers }
            ? numbers.Average()
            : null;
    }
}
