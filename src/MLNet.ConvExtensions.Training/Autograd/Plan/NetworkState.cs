using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>Finds what training changes of a graph: its weights, and the running statistics of batch normalisation.</summary>
internal static class NetworkState
{
    /// <summary>A tensor that training changes.</summary>
    /// <param name="Stored">The tensor in the graph.</param>
    /// <param name="Layer">The first layer that uses it.</param>
    /// <param name="IsStatistic">Whether it is a running statistic.</param>
    public sealed record Entry(TensorProto Stored, string Layer, bool IsStatistic);

    /// <summary>The tensors in the order in which layers use them.</summary>
    public static IReadOnlyDictionary<string, Entry> Find(OnnxNetwork network)
    {
        GraphProto graph = network.Graph;
        IReadOnlyDictionary<string, Entry> found = Find(network, graph.Initializer.ToDictionary(t => t.Name));
        if (found.Count > 0)
            return found;

        // Constants are arithmetic where weights are stored as such; some exporters know constants only.
        var constants = new Dictionary<string, TensorProto>();
        foreach (
            NodeProto node in graph.Node.Where(n =>
                n.OpType == "Constant" && n.Attribute.FirstOrDefault() is { Name: "value", T: not null }
            )
        )
            constants.TryAdd(node.Output[0], node.Attribute[0].T);
        return Find(network, constants);
    }

    private static Dictionary<string, Entry> Find(OnnxNetwork network, Dictionary<string, TensorProto> stored)
    {
        GraphProto graph = network.Graph;
        var weights = new LayerWeights(graph, network.Tensors);
        Dictionary<string, string> layers = network.Layers.ToDictionary(l => l.OutputName, l => l.Name);
        var found = new Dictionary<string, Entry>();
        foreach (NodeProto node in graph.Node)
        {
            string output = node.Output.FirstOrDefault(o => o.Length > 0) ?? "";
            if (!layers.TryGetValue(output, out string? layer))
                continue;
            foreach ((string name, bool isStatistic) in weights.Stored(node))
            {
                if (stored.TryGetValue(name, out TensorProto? tensor) && ElementTypes.IsFloating((OnnxElementType)tensor.DataType))
                    found.TryAdd(name, new Entry(tensor, layer, isStatistic));
            }
        }

        return found;
    }

    /// <summary>
    /// The network with statistics of its own for every batch normalisation: exporters store equal ones once, as long as the network is
    /// untrained, and training makes them different.
    /// </summary>
    public static OnnxNetwork WithOwnStatistics(OnnxNetwork network)
    {
        HashSet<string> seen = [];
        HashSet<string> shared = [.. network.Graph.Node.SelectMany(n => n.Input).Where(i => i.Length > 0 && !seen.Add(i))];
        bool Shares(NodeProto node) => node.OpType == "BatchNormalization" && node.Input.Skip(3).Any(shared.Contains);
        if (!network.Graph.Node.Any(Shares))
            return network;

        GraphProto graph = network.Graph.Copy();
        Dictionary<string, TensorProto> stored = graph.Initializer.ToDictionary(t => t.Name);
        for (int i = 0; i < graph.Node.Count; i++)
        {
            if (!Shares(graph.Node[i]))
                continue;
            NodeProto own = graph.Node[i].Clone();
            for (int k = 3; k < own.Input.Count; k++)
            {
                if (!shared.Contains(own.Input[k]) || !stored.TryGetValue(own.Input[k], out TensorProto? tensor))
                    continue;
                TensorProto copy = tensor.Clone();
                copy.Name = graph.FreeName(own.Input[k]);
                graph.Initializer.Add(copy);
                own.Input[k] = copy.Name;
            }

            graph.Node[i] = own;
        }

        return network.Edited(graph);
    }

    /// <summary>The graph with other contents of stored tensors.</summary>
    public static GraphProto With(GraphProto graph, Func<string, TensorProto, TensorProto> replace)
    {
        GraphProto copy = graph.Copy();
        for (int i = 0; i < copy.Initializer.Count; i++)
            copy.Initializer[i] = replace(copy.Initializer[i].Name, copy.Initializer[i]);
        for (int i = 0; i < copy.Node.Count; i++)
        {
            if (copy.Node[i] is not { OpType: "Constant" } node || node.Attribute.FirstOrDefault() is not { Name: "value", T: { } old })
                continue;
            TensorProto value = replace(node.Output[0], old);
            if (ReferenceEquals(value, old))
                continue;
            NodeProto changed = node.Clone();
            changed.Attribute[0].T = value;
            copy.Node[i] = changed;
        }

        return copy;
    }
}
