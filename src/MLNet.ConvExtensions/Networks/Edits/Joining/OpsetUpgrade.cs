using Google.Protobuf.Collections;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits.Joining;

/// <summary>
/// Writes a graph in a later version of ONNX's operators: a model has one version, so graphs that are joined need the same. Operators whose
/// meaning or form has changed since version 7 are written anew; the others are the same.
/// </summary>
internal sealed class OpsetUpgrade
{
    /// <summary>The newest version whose changes are known here.</summary>
    private const long Newest = 24;

    private static readonly HashSet<string> Reductions =
    [
        "ReduceMax",
        "ReduceMin",
        "ReduceMean",
        "ReduceProd",
        "ReduceL1",
        "ReduceL2",
        "ReduceLogSum",
        "ReduceLogSumExp",
        "ReduceSumSquare",
    ];

    private readonly OnnxNetwork _network;
    private readonly long _from;
    private readonly long _to;
    private readonly HashSet<string> _taken;

    private OpsetUpgrade(OnnxNetwork network, long to)
    {
        (_network, _from, _to) = (network, network.OpsetVersion, to);
        GraphProto graph = network.Graph;
        _taken = [.. graph.Initializer.Select(t => t.Name), .. graph.Node.SelectMany(n => n.Output), .. graph.Input.Select(i => i.Name)];
    }

    /// <param name="network">The network.</param>
    /// <param name="to">The version; not below the network's.</param>
    /// <exception cref="OnnxNetworkException">
    /// An operator has changed in a way that the later version can't express, or the network has functions of a version of their own.
    /// </exception>
    public static OnnxNetwork Apply(OnnxNetwork network, long to)
    {
        if (network.OpsetVersion == to)
            return network;
        if (network.OpsetVersion > to || to > Newest)
        {
            throw new OnnxNetworkException(
                $"The network '{network.Name}' is of version {network.OpsetVersion} of ONNX's operators, which can't be written in "
                    + $"version {to}; "
                    + $"allowed are versions from its own to {Newest}."
            );
        }

        GraphProto graph = network.Graph.Copy();
        new OpsetUpgrade(network, to).Rewrite(graph.Node);
        return network.WithOpset(graph, to);
    }

    private void Rewrite(RepeatedField<NodeProto> nodes)
    {
        NodeProto[] old = [.. nodes];
        nodes.Clear();
        foreach (NodeProto node in old)
        {
            NodeProto copy = node;
            if (node.Attribute.Any(a => a.G is not null))
            {
                copy = node.Clone();
                foreach (GraphProto inner in copy.Attribute.Where(a => a.G is not null).Select(a => a.G))
                    Rewrite(inner.Node);
            }

            if (ShapeInference.IsStandard(node.Domain))
                nodes.Add(Rewritten(copy));
            else
                nodes.Add(copy);
        }
    }

    private IEnumerable<NodeProto> Rewritten(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Dropout" when Before(12):
                RefuseIf(node, node.Output.Count > 1 && node.Output[1].Length > 0, "its mask");
                return [Node("Identity", node.Output[0], node.Input[0])];
            case "BatchNormalization" when Before(14):
                RefuseIf(node, node.Output.Skip(1).Any(o => o.Length > 0), "its statistics of the batch");
                RefuseIf(node, Integer(node, "spatial", 1) != 1, "'spatial'");
                return [Without(node, "spatial", "training_mode")];
            case "Clip" when Before(11):
                return WithInputs(node, Bound(node, "min"), Bound(node, "max"));
            case "Pad" when Before(11):
                return WithInputs(node, List(node, "pads"), Number(node, "value", 0));
            case "Slice" when Before(10):
                return WithInputs(node, List(node, "starts"), List(node, "ends"), List(node, "axes"));
            case "TopK" when Before(10):
                return WithInputs(node, Whole(node, "k"));
            case "Split" when Before(18):
                return Split(node);
            case "Squeeze" or "Unsqueeze" or "ReduceSum" when Before(13):
                return WithInputs(node, List(node, "axes"));
            case { } reduction when Before(18) && Reductions.Contains(reduction):
                return WithInputs(node, List(node, "axes"));
            case "Softmax" or "LogSoftmax" or "Hardmax" when Before(13):
                return Softmax(node);
            case "Upsample":
                return Upsample(node);
            case "Resize" when Before(11):
                NodeProto resize = node.Clone();
                resize.Input.Insert(1, "");
                resize.Attribute.Add([Attribute("coordinate_transformation_mode", "asymmetric"), Attribute("nearest_mode", "floor")]);
                return [resize];
            case "Scatter":
                NodeProto scatter = node.Clone();
                scatter.OpType = "ScatterElements";
                return [scatter];
            case "RoiAlign" when Before(16):
                NodeProto align = node.Clone();
                align.Attribute.Add(Attribute("coordinate_transformation_mode", "output_half_pixel"));
                return [align];
            case "GroupNormalization" when Before(21):
            case "GridSample" or "DFT" when Before(20):
            case "Scan" when Before(9):
                throw new OnnxNetworkException(
                    $"The operator {node.OpType} ('{node.Name}') of the network '{_network.Name}' has changed between versions {_from} "
                        + $"and {_to} "
                        + "of ONNX's operators; export the network in the later one."
                );
            default:
                return [node];
        }
    }

    /// <summary>Whether an operator of this network is older than a version in which it changed, and the new one isn't.</summary>
    private bool Before(long version) => _from < version && version <= _to;

    private IEnumerable<NodeProto> Split(NodeProto node)
    {
        if (node.Attribute.Any(a => a.Name == "split"))
            return WithInputs(node, List(node, "split"));
        if (node.Input.Count > 1 && node.Input[1].Length > 0)
            return [node];
        NodeProto copy = node.Clone();
        copy.Attribute.Add(Attribute("num_outputs", node.Output.Count));
        return [copy];
    }

    /// <summary>Before version 13 all axes from one on were taken together.</summary>
    private IEnumerable<NodeProto> Softmax(NodeProto node)
    {
        long axis = Integer(node, "axis", 1);
        NodeProto last = Without(node, "axis");
        last.Attribute.Add(Attribute("axis", -1));
        if (axis == -1 || _network.Info(node.Input[0]).Shape?.Length == axis + 1)
            return [last];
        string shape = Free("shape"),
            flat = Free("flat"),
            result = Free("softmax");
        NodeProto flatten = Node("Flatten", flat, node.Input[0]);
        flatten.Attribute.Add(Attribute("axis", axis));
        (last.Input[0], last.Output[0], last.Name) = (flat, result, result);
        return [Node("Shape", shape, node.Input[0]), flatten, last, Node("Reshape", node.Output[0], result, shape)];
    }

    private IEnumerable<NodeProto> Upsample(NodeProto node)
    {
        var added = new List<NodeProto>();
        string scales = node.Input.Count > 1 ? node.Input[1] : Free("scales");
        if (node.Input.Count == 1)
        {
            float[] factors = [.. node.Attribute.Single(a => a.Name == "scales").Floats];
            added.Add(Constant(TensorContents.Floats(scales, factors, factors.Length)));
        }

        NodeProto resize = Without(node, "scales");
        (resize.OpType, string input) = ("Resize", node.Input[0]);
        resize.Input.Clear();
        resize.Input.Add([input, "", scales]);
        resize.Attribute.Add([Attribute("coordinate_transformation_mode", "asymmetric"), Attribute("nearest_mode", "floor")]);
        return [.. added, resize];
    }

    /// <summary>The node with inputs in the place of attributes, and the constants that these are.</summary>
    private static IEnumerable<NodeProto> WithInputs(NodeProto node, params (string Attribute, NodeProto[] Made)[] inputs)
    {
        NodeProto copy = Without(node, [.. inputs.Select(i => i.Attribute)]);
        copy.Input.Add(inputs.Select(i => i.Made is [.., { } value] ? value.Output[0] : ""));
        while (copy.Input[^1].Length == 0)
            copy.Input.RemoveAt(copy.Input.Count - 1);
        return [.. inputs.SelectMany(i => i.Made), copy];
    }

    private (string Attribute, NodeProto[] Made) List(NodeProto node, string name) =>
        (
            name,
            node.Attribute.FirstOrDefault(a => a.Name == name) is { } attribute
                ? [Constant(TensorContents.Integers(Free(name), [.. attribute.Ints]))]
                : []
        );

    private (string Attribute, NodeProto[] Made) Whole(NodeProto node, string name) =>
        (name, [Constant(TensorContents.Integers(Free(name), [Integer(node, name, 0)]))]);

    private (string Attribute, NodeProto[] Made) Bound(NodeProto node, string name) =>
        node.Attribute.Any(a => a.Name == name) ? Number(node, name, 0) : (name, []);

    /// <summary>A number of the type of the node's first input.</summary>
    private (string Attribute, NodeProto[] Made) Number(NodeProto node, string name, float otherwise)
    {
        float value = node.Attribute.FirstOrDefault(a => a.Name == name)?.F ?? otherwise;
        NodeProto number = Constant(TensorContents.Floats(Free(name), [value]));
        OnnxElementType type = _network.Info(node.Input[0]).Type;
        if (type is OnnxElementType.Float or OnnxElementType.Undefined)
            return (name, [number]);
        NodeProto cast = Node("Cast", Free(name), number.Output[0]);
        cast.Attribute.Add(Attribute("to", (long)type));
        return (name, [number, cast]);
    }

    private static long Integer(NodeProto node, string name, long otherwise) =>
        node.Attribute.FirstOrDefault(a => a.Name == name)?.I ?? otherwise;

    private static NodeProto Without(NodeProto node, params string[] attributes)
    {
        NodeProto copy = node.Clone();
        foreach (AttributeProto attribute in node.Attribute.Where(a => attributes.Contains(a.Name)))
            copy.Attribute.Remove(attribute);
        return copy;
    }

    private void RefuseIf(NodeProto node, bool condition, string what)
    {
        if (condition)
        {
            throw new OnnxNetworkException(
                $"The operator {node.OpType} ('{node.Name}') of the network '{_network.Name}' uses {what}, "
                    + $"which version {_to} of ONNX's operators doesn't have."
            );
        }
    }

    private string Free(string wish)
    {
        string name = $"{wish}_of_{_from}";
        for (int i = 1; !_taken.Add(name); i++)
            name = $"{wish}_of_{_from}_{i}";
        return name;
    }
}
