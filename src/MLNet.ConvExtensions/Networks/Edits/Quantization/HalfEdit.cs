using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits.Quantization;

/// <summary>
/// Writes a network in half floats: its weights, and what lies between the operators that ONNX defines for half floats. The network takes
/// and gives 32 bits as before; operators that aren't known here stay in 32 bits, with a Cast in front and behind.
/// </summary>
internal sealed class HalfEdit
{
    private static readonly HashSet<string> Known =
    [
        .. (
            "Conv ConvTranspose Gemm MatMul BatchNormalization InstanceNormalization LayerNormalization LRN Relu LeakyRelu PRelu Elu Selu "
            + "Gelu Clip Sigmoid HardSigmoid HardSwish Tanh Softplus Softmax LogSoftmax Erf Exp Log Sqrt Abs Neg Pow Add Sub Mul Div Sum "
            + "MaxPool AveragePool GlobalAveragePool GlobalMaxPool ReduceMean ReduceSum Concat Flatten Reshape Squeeze Unsqueeze Transpose "
            + "Pad Slice Split Gather Identity Dropout DepthToSpace SpaceToDepth"
        ).Split(' '),
    ];

    private readonly OnnxNetwork _network;
    private readonly GraphProto _graph;
    private readonly Dictionary<string, string> _halves = [];
    private readonly Dictionary<string, string> _singles = [];
    private readonly List<NodeProto> _nodes = [];

    private HalfEdit(OnnxNetwork network) => (_network, _graph) = (network, network.Graph.Copy());

    /// <exception cref="OnnxNetworkException">A weight is larger than half floats can be.</exception>
    public static OnnxNetwork Apply(OnnxNetwork network)
    {
        var edit = new HalfEdit(network);
        edit.Rewrite();
        return network.Edited(edit._graph.Prune([.. edit._graph.Output]));
    }

    private void Rewrite()
    {
        Dictionary<string, TensorProto> stored = WeightTable.Constants(_graph);
        foreach (TensorProto tensor in _graph.Initializer)
            stored[tensor.Name] = tensor;

        // What is read under its name elsewhere stays in 32 bits under it: outputs, and what graphs inside the graph read.
        HashSet<string> named =
        [
            .. _graph.Output.Select(o => o.Name),
            .. _graph.Node.SelectMany(Subgraphs).SelectMany(g => g.Node.SelectMany(Uses).Concat(g.Output.Select(o => o.Name))),
        ];
        foreach (NodeProto node in _graph.Node)
        {
            bool isKnown = Known.Contains(node.OpType) && ShapeInference.IsStandard(node.Domain);
            NodeProto copy = node.Clone();
            for (int i = 0; i < copy.Input.Count; i++)
                copy.Input[i] = isKnown ? Half(copy.Input[i], stored) : Single(copy.Input[i]);
            _nodes.Add(copy);
            for (int i = 0; i < copy.Output.Count && isKnown; i++)
            {
                string output = copy.Output[i];
                if (output.Length == 0 || _network.Info(output).Type != OnnxElementType.Float)
                    continue;
                _halves[output] = named.Contains(output) ? _graph.FreeName($"{output}_half") : output;
                copy.Output[i] = _halves[output];
                if (!named.Contains(output))
                    continue;
                AddCast(_halves[output], output, OnnxElementType.Float);
                _singles[output] = output;
            }
        }

        _graph.Node.Clear();
        _graph.Node.Add(_nodes);
        ValueInfoProto[] known = [.. _graph.ValueInfo];
        _graph.ValueInfo.Clear();
        _graph.ValueInfo.Add(known.Where(v => _halves.GetValueOrDefault(v.Name) != v.Name));
    }

    /// <summary>The name under which a tensor of 32 bits is there in half floats.</summary>
    private string Half(string tensor, Dictionary<string, TensorProto> stored)
    {
        if (tensor.Length == 0 || _network.Info(tensor).Type != OnnxElementType.Float)
            return tensor;
        if (_halves.TryGetValue(tensor, out string? half))
            return half;
        _halves[tensor] = half = _graph.FreeName($"{tensor}_half");
        _singles[tensor] = tensor;
        if (stored.TryGetValue(tensor, out TensorProto? values))
            _nodes.Add(Constant(Halves(half, values)));
        else
            AddCast(tensor, half, OnnxElementType.Float16);
        return half;
    }

    /// <summary>The name under which a tensor is there in 32 bits.</summary>
    private string Single(string tensor)
    {
        if (!_halves.TryGetValue(tensor, out string? half))
            return tensor;
        if (!_singles.TryGetValue(tensor, out string? single))
        {
            _singles[tensor] = single = _graph.FreeName($"{tensor}_single");
            AddCast(half, single, OnnxElementType.Float);
        }

        return single;
    }

    private void AddCast(string from, string to, OnnxElementType type)
    {
        NodeProto cast = Node("Cast", to, from);

        // The tensor's own operator may have its name.
        cast.Name = "";
        cast.Attribute.Add(Attribute("to", (long)type));
        _nodes.Add(cast);
    }

    private TensorProto Halves(string name, TensorProto tensor)
    {
        float[] values = new StoredTensor(tensor).ToFloats();
        int large = Array.FindIndex(values, v => float.IsFinite(v) && System.Half.IsInfinity((System.Half)v));
        return large < 0
            ? TensorContents.Halves(name, values, [.. tensor.Dims])
            : throw new OnnxNetworkException(
                FormattableString.Invariant(
                    $"The weights '{tensor.Name}' of the network '{_network.Name}' hold {values[large]}; half floats hold up to "
                ) + FormattableString.Invariant($"{System.Half.MaxValue}.")
            );
    }
}
