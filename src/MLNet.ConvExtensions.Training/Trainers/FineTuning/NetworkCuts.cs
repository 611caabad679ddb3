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
        IReadOnlyList<NetworkNode> nodes = network.Nodes;
        HashSet<string> flowing = [network.Inputs[0].Name];
        Dictionary<string, int> readers = [];
        foreach (NetworkNode node in nodes)
        {
            string[] read = [.. node.Reads.Where(flowing.Contains)];
            foreach (string tensor in read)
                readers[tensor] = readers.GetValueOrDefault(tensor) + 1;
            if (read.Length > 0)
                flowing.UnionWith(node.Outputs.Where(o => o.Length > 0));
        }

        foreach (NetworkTensor output in network.Outputs)
            readers[output.Name] = readers.GetValueOrDefault(output.Name) + 1;

        HashSet<int> shared = SharedAcross(network);
        var cuts = new List<NetworkCut>();
        HashSet<string> waiting = [network.Inputs[0].Name];
        for (int at = -1; at < nodes.Count; at++)
        {
            if (at >= 0)
                Pass(nodes[at], flowing, readers, waiting);
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

    private static void Pass(NetworkNode node, HashSet<string> flowing, Dictionary<string, int> readers, HashSet<string> waiting)
    {
        foreach (string tensor in node.Reads.Where(flowing.Contains))
        {
            if (--readers[tensor] == 0)
                waiting.Remove(tensor);
        }

        waiting.UnionWith(node.Outputs.Where(o => readers.GetValueOrDefault(o) > 0));
    }

    /// <summary>The tensor as a cut, if its shape is known and it holds floating-point numbers, image by image.</summary>
    private static NetworkCut? Describe(OnnxNetwork network, string tensor, int node)
    {
        network.TryGetTensor(tensor, out NetworkTensor? info);
        // What a Dropout gives is what it takes; in front of it, it stays with what is trained.
        if (node >= 0 && network.Nodes[node].Operator == "Dropout" && network.Outputs[0].Name != tensor)
            return null;
        bool fits =
            info is { ElementType: OnnxElementType.Float or OnnxElementType.Float16, Shape: [null, _, ..] shape }
            && shape.Skip(1).All(d => d > 0);
        if (!fits && node >= 0)
            return null;
        long[] sizes = [.. info!.Shape!.Skip(1).Select(d => d ?? 1)];
        return new NetworkCut(tensor, node, sizes.Aggregate(1L, (a, b) => a * b), sizes.Skip(1).Aggregate(1L, (a, b) => a * b));
    }

    /// <summary>The nodes behind which a weight is still needed that was needed before.</summary>
    private static HashSet<int> SharedAcross(OnnxNetwork network)
    {
        IReadOnlyDictionary<string, int> places = PlacesOfLayers(network);
        HashSet<int> shared = [];
        foreach (NetworkWeight weight in network.Weights.Where(w => w.Layers.Count > 1))
        {
            int[] users = [.. weight.Layers.Select(layer => places[layer])];
            shared.UnionWith(Enumerable.Range(users.Min(), users.Max() - users.Min()));
        }

        return shared;
    }

    /// <summary>For each layer the place of its node in the graph.</summary>
    public static IReadOnlyDictionary<string, int> PlacesOfLayers(OnnxNetwork network)
    {
        Dictionary<string, int> byOutput = [];
        for (int i = 0; i < network.Nodes.Count; i++)
        {
            foreach (string output in network.Nodes[i].Outputs.Where(o => o.Length > 0))
                byOutput[output] = i;
        }

        return network.Layers.ToDictionary(l => l.Name, l => byOutput[l.OutputName]);
    }
}
