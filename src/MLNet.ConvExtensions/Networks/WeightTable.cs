using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions.Networks;

/// <summary>Finds what training changes of a graph: its weights, and the running statistics of batch normalisation.</summary>
internal static class WeightTable
{
    /// <summary>The tensors in the order in which layers use them.</summary>
    public static IReadOnlyList<NetworkWeight> Of(OnnxNetwork network)
    {
        IReadOnlyList<NetworkWeight> found = Find(network, network.Graph.Initializer.ToDictionary(t => t.Name));

        // Constants are arithmetic where weights are stored as such; some exporters know constants only.
        return found.Count > 0 ? found : Find(network, Constants(network.Graph));
    }

    /// <summary>The graph's constants that are stored as tensors, by the names of what they give.</summary>
    public static Dictionary<string, TensorProto> Constants(GraphProto graph)
    {
        var constants = new Dictionary<string, TensorProto>();
        foreach (NodeProto node in graph.Node.Where(IsConstant))
            constants.TryAdd(node.Output[0], node.Attribute[0].T);
        return constants;
    }

    /// <summary>Whether a node is a constant that is stored as a tensor.</summary>
    public static bool IsConstant(NodeProto node) =>
        node.OpType == "Constant" && node.Attribute.FirstOrDefault() is { Name: "value", T: not null };

    private static List<NetworkWeight> Find(OnnxNetwork network, Dictionary<string, TensorProto> stored)
    {
        GraphProto graph = network.Graph;
        var weights = new LayerWeights(graph, network.Tensors);
        Dictionary<string, string> layers = network.Layers.ToDictionary(l => l.OutputName, l => l.Name);
        var found = new List<NetworkWeight>();
        var users = new Dictionary<string, List<string>>();
        foreach (NodeProto node in graph.Node)
        {
            string output = node.Output.FirstOrDefault(o => o.Length > 0) ?? "";
            if (!layers.TryGetValue(output, out string? layer))
                continue;
            foreach ((string name, bool isStatistic) in weights.Stored(node))
            {
                if (!stored.TryGetValue(name, out TensorProto? tensor) || !IsFloating((OnnxElementType)tensor.DataType))
                    continue;
                if (!users.TryGetValue(name, out List<string>? own))
                {
                    users.Add(name, own = []);
                    found.Add(new NetworkWeight(name, own, isStatistic, new StoredTensor(tensor)));
                }

                if (!own.Contains(layer))
                    own.Add(layer);
            }
        }

        return found;
    }

    private static bool IsFloating(OnnxElementType type) =>
        type is OnnxElementType.Float or OnnxElementType.Float16 or OnnxElementType.Double or OnnxElementType.BFloat16;
}
