using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks;

/// <summary>Describes a graph's operations as the layers that a person would count.</summary>
internal sealed class LayerTable
{
    private readonly Dictionary<string, NetworkLayer> _byName = [];

    /// <param name="graph">The graph.</param>
    /// <param name="tensors">What is known of its tensors.</param>
    /// <param name="ofOneImage">What is known of them where the batch is one image.</param>
    public LayerTable(GraphProto graph, IReadOnlyDictionary<string, TensorInfo> tensors, IReadOnlyDictionary<string, TensorInfo> ofOneImage)
    {
        var weights = new LayerWeights(graph, tensors);
        var fields = new ReceptiveFields(graph, tensors);
        Dictionary<string, int> uses = graph.Node.GroupBy(n => n.Name).ToDictionary(g => g.Key, g => g.Count());
        HashSet<string> outputs = [.. graph.Node.SelectMany(n => n.Output)];
        var layers = new List<NetworkLayer>();
        foreach (NodeProto node in graph.Node)
        {
            fields.Follow(node);
            string output = node.Output.FirstOrDefault(o => o.Length > 0) ?? "";
            if (output.Length == 0 || !tensors[output].IsData)
                continue;

            bool named = node.Name.Length > 0 && uses[node.Name] == 1 && (!outputs.Contains(node.Name) || node.Output.Contains(node.Name));
            (long all, long trainable) = weights.Claim(node);
            var layer = new NetworkLayer
            {
                Name = named ? node.Name : output,
                Operator = node.OpType,
                OutputName = output,
                OutputShape = Shape(tensors[output].Shape),
                ElementType = tensors[output].Type,
                ParameterCount = all,
                TrainableParameterCount = trainable,
                MultiplyAdds = MultiplyAddCount.Of(node, ofOneImage),
                ReceptiveField = fields.Of(output),
            };
            layers.Add(layer);
            Nodes.Add(layer, node);
        }

        Layers = layers;
        foreach (NetworkLayer layer in layers)
            _byName[layer.Name] = layer;
        foreach (NetworkLayer layer in layers)
            _byName.TryAdd(layer.OutputName, layer);
        foreach ((NetworkLayer layer, NodeProto node) in Nodes)
        {
            foreach (string output in node.Output.Where(o => o.Length > 0))
                _byName.TryAdd(output, layer);
        }
    }

    public IReadOnlyList<NetworkLayer> Layers { get; }

    public Dictionary<NetworkLayer, NodeProto> Nodes { get; } = new(ReferenceEqualityComparer.Instance);

    public static NetworkShape? Shape(Dim[]? dims) => dims is null ? null : new NetworkShape(dims.Select(d => d.Size));

    /// <summary>The layer of that name, or whose output tensor has it.</summary>
    public NetworkLayer Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_byName.TryGetValue(name, out NetworkLayer? layer))
            return layer;
        IEnumerable<string> near = NearestNames.Of(name, Layers.Select(l => l.Name).Concat(Layers.Select(l => l.OutputName)));
        throw new ArgumentException(
            $"The network has no layer '{name}'. "
                + $"The nearest names are {string.Join(", ", near.Select(n => $"'{n}'"))}; Layers lists all {Layers.Count}.",
            nameof(name)
        );
    }

    /// <summary>The tensor that a name stands for: an output of a layer, by its own name, else the layer's first output.</summary>
    public string Tensor(string name)
    {
        NetworkLayer layer = Find(name);
        return layer.Name != name && Nodes[layer].Output.Contains(name) ? name : layer.OutputName;
    }
}
