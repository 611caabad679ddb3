namespace MLNet.ConvExtensions.Insight.Activations;

/// <summary>A network's layers as boxes: batch normalisation and activations stand in the box of the layer in front of them.</summary>
internal static class DrawnGraph
{
    private static readonly HashSet<string> Silent = ["Identity", "Dropout", "Cast"];

    /// <summary>What only writes the same values in another shape; of single values that is no step.</summary>
    private static readonly HashSet<string> Reshaping = ["Flatten", "Reshape", "Squeeze"];

    /// <summary>The boxes, in the order in which they run.</summary>
    public static IReadOnlyList<DrawnNode> Of(OnnxNetwork network)
    {
        Dictionary<string, NetworkLayer> layers = network.Layers.ToDictionary(l => l.OutputName);
        Dictionary<string, int> boxes = network.Inputs.ToDictionary(i => i.Name, _ => -1);
        ILookup<string, NetworkNode> readers = network
            .Nodes.SelectMany(n => n.Reads.Select(name => (name, n)))
            .ToLookup(r => r.name, r => r.n);
        HashSet<string> outputs = [.. network.Outputs.Select(o => o.Name)];
        var drawn = new List<DrawnNode>();
        foreach (NetworkNode node in network.Nodes)
        {
            string output = node.Outputs.FirstOrDefault(o => o.Length > 0) ?? "";
            if (!layers.TryGetValue(output, out NetworkLayer? layer))
                continue;
            int[] inputs = [.. node.Reads.Where(boxes.ContainsKey).Select(name => boxes[name])];
            int place = inputs is [var only] && IsInside(node, only) ? only : drawn.Count;
            if (place == drawn.Count)
                drawn.Add(new DrawnNode(LayerWords.Title(node, network), LayerWords.Shape(layer.OutputShape), inputs));
            else
                drawn[place] = Joining(drawn[place], node, layer);
            foreach (string name in node.Outputs.Where(o => o.Length > 0))
                boxes[name] = place;
        }

        return drawn;

        // Nobody else reads what stands in front of it.
        bool IsInside(NetworkNode node, int box) =>
            box >= 0
            && (
                Silent.Contains(node.Operator)
                || IsJoined(node.Operator)
                || (Reshaping.Contains(node.Operator) && drawn[box].Shape.EndsWith(" × 1 × 1", StringComparison.Ordinal))
            )
            && node.Reads.Where(boxes.ContainsKey).All(name => readers[name].Count() == 1 && !outputs.Contains(name));
    }

    private static DrawnNode Joining(DrawnNode box, NetworkNode node, NetworkLayer layer) =>
        box with
        {
            Title = IsJoined(node.Operator) ? $"{box.Title}, {LayerWords.Short(node.Operator)}" : box.Title,
            Shape = LayerWords.Shape(layer.OutputShape),
        };

    private static bool IsJoined(string operation) => operation == "BatchNormalization" || ActivationOperators.IsActivation(operation);
}
