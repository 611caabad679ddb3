using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>
/// Finds where a network can be divided into two of which the second needs one tensor of the first, and shares no weights with it.
/// </summary>
internal static class NetworkCuts
{
    /// <summary>
    /// The places in the order in which the input flows through them; the input itself is the first, the output the last.
    /// </summary>
    /// <param name="network">A network of one input and one output that needs all of its nodes.</param>
    public static IReadOnlyList<NetworkCut> Find(OnnxNetwork network)
    {
        GraphProto graph = network.Graph;
        HashSet<string> flowing = [network.Inputs[0].Name];
        Dictionary<string, int> readers = [];
        foreach (NodeProto node in graph.Node)
        {
            string[] read = [.. GraphEdits.Uses(node).Where(flowing.Contains).Distinct()];
            foreach (string tensor in read)
                readers[tensor] = readers.GetValueOrDefault(tensor) + 1;
            if (read.Length > 0)
                flowing.UnionWith(node.Output.Where(o => o.Length > 0));
        }

        foreach (ValueInfoProto output in graph.Output)
            readers[output.Name] = readers.GetValueOrDefault(output.Name) + 1;

        HashSet<int> shared = SharedAcross(network);
        var cuts = new List<NetworkCut>();
        HashSet<string> waiting = [network.Inputs[0].Name];
        for (int at = -1; at < graph.Node.Count; at++)
        {
            if (at >= 0)
                Pass(graph.Node[at], flowing, readers, waiting);
            if (
                waiting.Count == 1
                && !shared.Contains(at)
                && Describe(network, waiting.First(), at) is { } cut
                && (cuts.Count == 0 || cuts[^1].Tensor != cut.Tensor)
            )
                cuts.Add(cut);
        }

        return cuts;
    }

    private static void Pass(NodeProto node, HashSet<string> flowing, Dictionary<string, int> readers, HashSet<string> waiting)
    {
        foreach (string tensor in GraphEdits.Uses(node).Where(flowing.Contains).Distinct())
        {
            if (--readers[tensor] == 0)
                waiting.Remove(tensor);
        }

        waiting.UnionWith(node.Output.Where(o => readers.GetValueOrDefault(o) > 0));
    }

    /// <summary>The tensor as a cut, if its shape is known and it holds floating-point numbers, image by image.</summary>
    private static NetworkCut? Describe(OnnxNetwork network, string tensor, int node)
    {
        TensorInfo info = network.Info(tensor);
        // What a Dropout gives is what it takes; in front of it, it stays with what is trained.
        if (node >= 0 && network.Graph.Node[node].OpType == "Dropout" && network.Outputs[0].Name != tensor)
            return null;
        bool fits =
            info.Type is OnnxElementType.Float or OnnxElementType.Float16
            && info.Shape is [{ Size: null }, _, ..]
            && info.Shape[1..].All(d => d.Size > 0);
        if (!fits && node >= 0)
            return null;
        long[] sizes = [.. info.Shape![1..].Select(d => d.Size ?? 1)];
        return new NetworkCut(tensor, node, sizes.Aggregate(1L, (a, b) => a * b), sizes.Skip(1).Aggregate(1L, (a, b) => a * b));
    }

    /// <summary>The nodes behind which a weight is still needed that was needed before.</summary>
    private static HashSet<int> SharedAcross(OnnxNetwork network)
    {
        var weights = new LayerWeights(network.Graph, network.Tensors);
        Dictionary<string, int> first = [];
        HashSet<int> shared = [];
        for (int at = 0; at < network.Graph.Node.Count; at++)
        {
            if (!network.Graph.Node[at].Output.Any(o => o.Length > 0 && network.Info(o).IsData))
                continue;
            foreach ((string tensor, _) in weights.Stored(network.Graph.Node[at]))
            {
                if (!first.TryAdd(tensor, at))
                    shared.UnionWith(Enumerable.Range(first[tensor], at - first[tensor]));
            }
        }

        return shared;
    }
}
