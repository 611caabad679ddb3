using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Edits of batch normalisation, for networks that are to be trained.</summary>
internal static class NormalizationEdits
{
    private const string Operator = "BatchNormalization",
        Momentum = "momentum",
        Suffix = "_unnormalized";

    private const float Epsilon = 1e-5f;

    /// <summary>The network with batch normalisation that changes nothing behind convolutions, by their output tensors.</summary>
    /// <exception cref="ArgumentException">One is no convolution of known channels.</exception>
    public static OnnxNetwork Insert(OnnxNetwork network, HashSet<string> convolutions)
    {
        GraphProto graph = network.Graph.Copy();
        for (int i = 0; i < graph.Node.Count; i++)
        {
            NodeProto node = graph.Node[i];
            if (node.Output.FirstOrDefault(convolutions.Contains) is not { } output)
                continue;
            TensorInfo info = network.Info(output);
            if (
                node.OpType != "Conv"
                || info is not { Shape: [_, { Size: { } channels }, ..], Type: OnnxElementType.Float or OnnxElementType.Float16 }
            )
            {
                throw new ArgumentException(
                    $"The layer '{output}' of the network '{network.Name}' is {node.OpType} with the output "
                        + $"{LayerTable.Shape(info.Shape)?.ToString() ?? "of unknown shape"} of {info.Type}; allowed: Conv of known channels, "
                        + "of Float or Float16.",
                    nameof(convolutions)
                );
            }

            NodeProto convolution = node.Clone();
            convolution.Output[0] = graph.FreeName(output + Suffix);
            graph.Node[i] = convolution;
            (string Name, float Value)[] parts = [("scale", 1), ("bias", 0), ("mean", 0), ("variance", 1 - Epsilon)];
            string[] inputs = [.. parts.Select(p => Add(graph, $"{output}_{p.Name}", p.Value, (int)channels, info.Type))];
            NodeProto normalization = Node(Operator, output, [convolution.Output[0], .. inputs]);
            normalization.Name = $"{output}_normalization";
            normalization.Attribute.Add(Attribute("epsilon", Epsilon));
            graph.Node.Insert(++i, normalization);
        }

        return network.Edited(graph);
    }

    /// <summary>The network with no momentum above the most.</summary>
    public static OnnxNetwork LimitMomentum(OnnxNetwork network, float most)
    {
        if (!(most >= 0 && most <= 1))
            throw new ArgumentOutOfRangeException(nameof(most), most, "Allowed: 0 to 1.");
        return Rewrite(
            network,
            node => (node.Attribute.FirstOrDefault(a => a.Name == Momentum)?.F ?? 0.9f) > most,
            (_, node) =>
            {
                if (node.Attribute.FirstOrDefault(a => a.Name == Momentum) is { } old)
                    node.Attribute.Remove(old);
                node.Attribute.Add(Attribute(Momentum, most));
            }
        );
    }

    /// <summary>The network with statistics of its own for every batch normalisation.</summary>
    public static OnnxNetwork SeparateStatistics(OnnxNetwork network)
    {
        HashSet<string> seen = [];
        HashSet<string> shared = [.. network.Graph.Node.SelectMany(n => n.Input).Where(i => i.Length > 0 && !seen.Add(i))];
        Dictionary<string, TensorProto> stored = network.Graph.Initializer.ToDictionary(t => t.Name);
        return Rewrite(
            network,
            node => node.Input.Skip(3).Any(shared.Contains),
            (graph, node) =>
            {
                for (int k = 3; k < node.Input.Count; k++)
                {
                    if (!shared.Contains(node.Input[k]) || !stored.TryGetValue(node.Input[k], out TensorProto? tensor))
                        continue;
                    TensorProto copy = tensor.Clone();
                    copy.Name = graph.FreeName(node.Input[k]);
                    graph.Initializer.Add(copy);
                    node.Input[k] = copy.Name;
                }
            }
        );
    }

    private static OnnxNetwork Rewrite(OnnxNetwork network, Func<NodeProto, bool> concerns, Action<GraphProto, NodeProto> change)
    {
        bool Concerns(NodeProto node) => node.OpType == Operator && concerns(node);
        if (!network.Graph.Node.Any(Concerns))
            return network;
        GraphProto graph = network.Graph.Copy();
        for (int i = 0; i < graph.Node.Count; i++)
        {
            if (!Concerns(graph.Node[i]))
                continue;
            NodeProto node = graph.Node[i].Clone();
            change(graph, node);
            graph.Node[i] = node;
        }

        return network.Edited(graph);
    }

    private static string Add(GraphProto graph, string wish, float value, int channels, OnnxElementType type)
    {
        string name = graph.FreeName(wish);
        float[] values = [.. Enumerable.Repeat(value, channels)];
        graph.Initializer.Add(
            type == OnnxElementType.Float16 ? TensorContents.Halves(name, values, channels) : TensorContents.Floats(name, values, channels)
        );
        return name;
    }
}
