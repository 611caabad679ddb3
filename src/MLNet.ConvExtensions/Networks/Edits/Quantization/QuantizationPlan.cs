using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks.Edits.Quantization;

/// <summary>
/// What of a network is computed in bytes: convolutions and dense layers of stored weights, and what lies between them, sums, products,
/// pooling and the like, so that numbers stay bytes from one to the next. All else is left in 32 bits.
/// </summary>
internal sealed class QuantizationPlan
{
    private static readonly HashSet<string> Reshapes = ["Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose"];

    private readonly OnnxNetwork _network;
    private readonly StoredValues _stored;
    private readonly ILookup<string, NodeProto> _users;
    private readonly HashSet<string> _outputs;
    private readonly HashSet<string> _towardsConvolutions;

    /// <summary>Tensors that are bytes anyway, as a quantised layer gives them.</summary>
    private readonly HashSet<string> _given = [];

    /// <summary>What a reshape gives of such a tensor, with that tensor.</summary>
    private readonly Dictionary<string, string> _reshaped = [];

    private readonly Dictionary<string, string> _groups = [];
    private readonly List<string> _tensors = [];
    private readonly List<NodeProto> _layers = [];
    private readonly HashSet<NodeProto> _nodes = [];

    private QuantizationPlan(OnnxNetwork network)
    {
        _network = network;
        GraphProto graph = network.Graph;
        _stored = new StoredValues(graph);
        _users = graph
            .Node.SelectMany(n => GraphEdits.Uses(n).Distinct().Select(name => (name, n)))
            .ToLookup(use => use.name, use => use.n);
        _outputs = [.. graph.Output.Select(o => o.Name)];
        _towardsConvolutions = [];
        foreach (NodeProto node in graph.Node.Reverse().Where(n => n.OpType == "Conv" || n.Output.Any(_towardsConvolutions.Contains)))
            _towardsConvolutions.UnionWith(node.Input);
    }

    /// <summary>The convolutions and dense layers, in the order in which they run.</summary>
    public IReadOnlyList<NodeProto> Layers => _layers;

    /// <summary>The tensors that these give.</summary>
    public IEnumerable<string> LayerOutputs => _layers.Select(l => l.Output[0]);

    /// <summary>The operators that take bytes.</summary>
    public IReadOnlySet<NodeProto> Nodes => _nodes;

    /// <summary>The tensors that are turned into bytes, in the order in which they are computed.</summary>
    public IReadOnlyList<string> Tensors => _tensors;

    /// <summary>The tensors that need the scale of each other, because an operator between them copies bytes.</summary>
    public IEnumerable<IReadOnlyList<string>> Groups => _tensors.GroupBy(GroupOf).Select(g => g.ToArray());

    /// <param name="network">The network, with its batch normalisation folded.</param>
    /// <param name="leftOut">The outputs of convolutions and dense layers that stay in 32 bits.</param>
    public static QuantizationPlan Of(OnnxNetwork network, IReadOnlySet<string> leftOut)
    {
        var plan = new QuantizationPlan(network);
        foreach (NodeProto node in network.Graph.Node.Where(n => ShapeInference.IsStandard(n.Domain)))
        {
            if (!leftOut.Contains(node.Output[0]))
                plan.Add(node);
        }

        return plan;
    }

    private void Add(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Conv" when IsConvolution(node):
                Take(node, node.Input[0]);
                _layers.Add(node);
                Give(node);
                break;
            case "Gemm" when IsDense(node):
                Take(node, node.Input[0]);
                _layers.Add(node);
                break;
            case "Add" or "Mul" when node.Input.Distinct().Count() == 2 && node.Input.All(IsMap) && node.Input.Any(_given.Contains):
                Take(node, [.. node.Input]);
                Give(node);
                break;
            case "Concat" when node.Input.All(_given.Contains):
                Take(node, [.. node.Input]);
                if (Give(node))
                    Unite([.. node.Input, node.Output[0]]);
                break;
            case "MaxPool" when _given.Contains(node.Input[0]) && node.Output.Count == 1 && IsMap(node.Input[0]):
                Take(node, node.Input[0]);
                if (Give(node))
                    Unite(node.Input[0], node.Output[0]);
                break;

            // What nobody convolves after is pooled in 32 bits: those are the features, which shouldn't be rounded a second time.
            case "AveragePool"
            or "GlobalAveragePool" when _given.Contains(node.Input[0]) && _towardsConvolutions.Contains(node.Output[0]):
                Take(node, node.Input[0]);
                Give(node);
                break;
            case { } reshape when Reshapes.Contains(reshape) && Origin(node.Input[0]) is { } origin:
                _reshaped[node.Output[0]] = origin;
                break;
        }
    }

    private bool IsConvolution(NodeProto node) =>
        IsMap(node.Input[0])
        && _stored.Has(node.Input[1])
        && (node.Input.Count < 3 || node.Input[2].Length == 0 || _stored.Has(node.Input[2]));

    private bool IsDense(NodeProto node)
    {
        bool isPlain = node.Attribute.All(a =>
            a.Name switch
            {
                "alpha" or "beta" => a.F == 1,
                "transA" => a.I == 0,
                _ => true,
            }
        );
        if (!isPlain || !IsData(node.Input[0]) || !_stored.Has(node.Input[1]) || _stored.Shape(node.Input[1]).Count != 2)
            return false;
        if (node.Input.Count < 3 || node.Input[2].Length == 0)
            return true;
        int axis = node.Attribute.Any(a => a.Name == "transB" && a.I != 0) ? 0 : 1;
        return _stored.Has(node.Input[2])
            && _stored.Shape(node.Input[2]).Aggregate(1L, (a, b) => a * b) == _stored.Shape(node.Input[1])[axis];
    }

    private bool IsData(string tensor) => _network.Info(tensor) is { IsData: true, Type: OnnxElementType.Float };

    private bool IsMap(string tensor) => IsData(tensor) && _network.Info(tensor).Shape is { Length: >= 3 };

    private string? Origin(string tensor) => _given.Contains(tensor) ? tensor : _reshaped.GetValueOrDefault(tensor);

    private void Take(NodeProto node, params IReadOnlyList<string> tensors)
    {
        _nodes.Add(node);
        foreach (string tensor in tensors)
        {
            if (!_tensors.Contains(tensor))
                _tensors.Add(tensor);
            if (_reshaped.TryGetValue(tensor, out string? origin))
                Unite(origin, tensor);
        }
    }

    /// <summary>
    /// Turns what a node gives into bytes: behind a Relu or Clip that clips at 0 and alone uses it, since that goes into the bytes. An
    /// output of the network stays as it is.
    /// </summary>
    /// <returns>Whether the node's own output has become bytes.</returns>
    private bool Give(NodeProto node)
    {
        string tensor = node.Output[0];
        while (!_outputs.Contains(tensor) && _users[tensor].ToArray() is [var user] && ClipsAtZero(user, tensor))
            tensor = user.Output[0];
        if (_outputs.Contains(tensor))
            return false;
        _given.Add(tensor);
        if (!_tensors.Contains(tensor))
            _tensors.Add(tensor);
        return tensor == node.Output[0];
    }

    private bool ClipsAtZero(NodeProto node, string tensor) =>
        node.OpType switch
        {
            "Relu" => true,
            "Clip" => node.Input[0] == tensor && node.Input.Count > 1 && _stored.Floats(node.Input[1]) is [0],
            _ => false,
        };

    private string GroupOf(string tensor)
    {
        while (_groups.TryGetValue(tensor, out string? parent))
            tensor = parent;
        return tensor;
    }

    private void Unite(params IReadOnlyList<string> tensors)
    {
        string first = GroupOf(tensors[0]);
        foreach (string tensor in tensors.Skip(1).Select(GroupOf).Where(t => t != first))
            _groups[tensor] = first;
    }
}
