using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks;

/// <summary>
/// Tells which axis of a layer's output has its channels, by what made it: convolutions have them behind the batch, the dense layers and
/// normalisations of transformers at the end. From the sizes alone it can't be told.
/// </summary>
internal sealed class ChannelAxis
{
    private const int Deepest = 2000;

    private static readonly HashSet<string> Behind =
    [
        "Conv",
        "FusedConv",
        "ConvInteger",
        "QLinearConv",
        "DeformConv",
        "ConvTranspose",
        "BatchNormalization",
        "InstanceNormalization",
        "GroupNormalization",
        "LRN",
        "MaxPool",
        "AveragePool",
        "LpPool",
        "GlobalAveragePool",
        "GlobalMaxPool",
        "GlobalLpPool",
        "QLinearAveragePool",
        "QLinearGlobalAveragePool",
        "DepthToSpace",
        "SpaceToDepth",
    ];

    private readonly OnnxNetwork _network;
    private readonly Dictionary<string, NodeProto> _producers = [];
    private int _steps;

    private ChannelAxis(OnnxNetwork network)
    {
        _network = network;
        foreach (NodeProto node in network.Graph.Node)
        {
            foreach (string output in node.Output.Where(o => o.Length > 0))
                _producers[output] = node;
        }
    }

    /// <summary>The axis of the channels; null where it can't be told.</summary>
    public static int? Of(OnnxNetwork network, string tensor) => new ChannelAxis(network).Find(tensor);

    private int? Find(string tensor)
    {
        if (++_steps > Deepest || Shape(tensor) is not { Length: > 1 } shape)
            return null;
        if (shape.Length == 2)
            return 1;
        if (!_producers.TryGetValue(tensor, out NodeProto? node))
            return _network.Inputs is [var input] && input.Name == tensor ? InputAxis(shape) : null;
        if (Behind.Contains(node.OpType))
            return 1;
        int last = shape.Length - 1;
        return node.OpType switch
        {
            "LayerNormalization" or "RMSNormalization" or "SkipLayerNormalization" or "SimplifiedLayerNormalization" => last,
            "MatMul" or "MatMulInteger" or "QLinearMatMul" when IsWeight(node) => last,
            "Transpose" => Transposed(node, last),
            "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" => Reshaped(node, shape),
            _ => Elementwise(node, shape),
        };
    }

    /// <summary>Of images as their sizes tell it; signals and volumes have their channels in front.</summary>
    private static int InputAxis(Dim[] shape) => shape.Length == 4 && shape[1].Size is not (null or >= 1 and <= 4) ? 3 : 1;

    /// <summary>Operators that keep the shape: constants that are one number a channel tell, else what they take.</summary>
    private int? Elementwise(NodeProto node, Dim[] shape)
    {
        if (node.OpType is "Add" or "Sub" or "Mul" or "Div" or "PRelu")
        {
            foreach (string constant in node.Input.Where(i => i.Length > 0 && !_network.Info(i).IsData))
            {
                Dim[] sizes = Shape(constant) ?? [];
                int[] wide = [.. Enumerable.Range(0, sizes.Length).Where(i => sizes[i].Size > 1)];
                if (wide is [var only])
                    return shape.Length - sizes.Length + only;
            }
        }

        foreach (string data in node.Input.Where(i => i.Length > 0 && _network.Info(i).IsData && Shape(i)?.Length == shape.Length))
        {
            if (Find(data) is { } axis)
                return axis;
        }

        return null;
    }

    private int? Transposed(NodeProto node, int last)
    {
        if (Find(node.Input[0]) is not { } axis)
            return null;
        long[] order =
            node.Attribute.FirstOrDefault(a => a.Name == "perm")?.Ints.ToArray()
            ?? [.. Enumerable.Range(0, last + 1).Reverse().Select(i => (long)i)];
        int to = Array.IndexOf(order, axis);
        return to > 0 ? to : null;
    }

    /// <summary>Channels that stay a whole axis, at the end or with all in front of them kept.</summary>
    private int? Reshaped(NodeProto node, Dim[] to)
    {
        if (Shape(node.Input[0]) is not { } from)
            return null;
        bool sameEnd = from[^1].SameAs(to[^1]);

        // Several axes of channels, shuffled or not, become one in front of positions that stay.
        if (from.Length > to.Length && to.Length > 3 && from[^2..].Zip(to[^2..], (a, b) => a.SameAs(b)).All(same => same))
            return 1;
        if (Find(node.Input[0]) is not { } axis)
            return null;
        if (axis == from.Length - 1)
            return sameEnd ? to.Length - 1 : null;
        return axis == 1 && from[1].SameAs(to[1]) ? 1 : null;
    }

    private bool IsWeight(NodeProto node) => !_network.Info(node.Input[node.OpType == "QLinearMatMul" ? 3 : 1]).IsData;

    private Dim[]? Shape(string tensor) => _network.Info(tensor).Shape;
}
