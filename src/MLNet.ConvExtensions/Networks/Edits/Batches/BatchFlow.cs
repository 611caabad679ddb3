using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks.Edits.Batches;

/// <summary>
/// Follows the images of a batch through a graph, operator by operator, and finds the first that lets one image change what comes of
/// another. Shapes don't tell: a Softmax or a mean over the batch leaves them as they are.
/// </summary>
internal static class BatchFlow
{
    private static readonly Dictionary<string, Func<BatchNode, BatchPlace>> Rules = Collect();

    /// <summary>
    /// The layer that mixes the images on the way to an output; null if every output has a row for each image that depends on this image
    /// alone.
    /// </summary>
    /// <param name="network">A network whose batch is open.</param>
    public static NodeProto? FirstMixer(OnnxNetwork network)
    {
        GraphProto graph = network.Graph;
        var places = new Dictionary<string, BatchPlace>();
        foreach (NetworkTensor input in network.Inputs)
            places[input.Name] = BatchPlace.Images(0);
        Dim batch = network.Info(network.Inputs[0].Name).Shape![0];
        foreach (NodeProto node in graph.Node)
            Follow(node, network, batch, places);
        foreach (ValueInfoProto output in graph.Output)
        {
            BatchPlace place = places.GetValueOrDefault(output.Name);
            if (place.State == BatchState.Mixed)
                return place.Mixer;
            if (place is not { State: BatchState.Images, Axis: 0, PerImage: 1 })
                return graph.Node.LastOrDefault(n => n.Output.Contains(output.Name));
        }

        return null;
    }

    private static void Follow(NodeProto node, OnnxNetwork network, Dim batch, Dictionary<string, BatchPlace> places)
    {
        BatchPlace[] inputs = [.. node.Input.Select(i => places.GetValueOrDefault(i))];
        for (int i = 0; i < node.Output.Count; i++)
        {
            if (node.Output[i].Length == 0)
                continue;
            TensorInfo info = network.Info(node.Output[i]);
            places[node.Output[i]] =
                inputs.FirstOrDefault(p => p.State == BatchState.Mixed) is { Mixer: not null } before ? before
                : Checked(Of(node, i, info, inputs, network, batch), info, batch) is var place && place.State == BatchState.Mixed
                    ? place with
                    {
                        Mixer = node,
                    }
                : place;
        }
    }

    private static BatchPlace Of(NodeProto node, int output, TensorInfo info, BatchPlace[] inputs, OnnxNetwork network, Dim batch)
    {
        bool subgraphs = node.Attribute.Any(a => a.G is not null || a.Graphs.Count > 0);
        if (subgraphs)
            return info.IsConstant ? BatchPlace.Same : BatchPlace.Mixed;
        if (node.OpType is "Shape" or "Size" && ShapeInference.IsStandard(node.Domain))
            return OfNumbers(info, batch);
        var known = new BatchNode(
            node,
            [.. node.Input.Select(i => i.Length == 0 ? null : network.Info(i))],
            inputs,
            network.Info(node.Output[0]).Shape,
            batch,
            network.OpsetVersion
        );
        if (inputs.Any(p => p.IsImages))
            return Rules.TryGetValue(node.OpType, out Func<BatchNode, BatchPlace>? rule) && BatchRules.Gives(node, output)
                ? rule(known)
                : BatchPlace.Mixed;
        if (inputs.All(p => p.State == BatchState.Same))
            return BatchPlace.Same;

        // From shapes come shapes, or tensors of that size.
        return node.OpType switch
        {
            "Expand" or "ConstantOfShape" => BatchRules.Filled(known),
            "Range" or "Tile" or "NonZero" or "RandomUniform" or "RandomNormal" => BatchPlace.Mixed,
            _ => OfNumbers(info, batch),
        };
    }

    /// <summary>Numbers that are known, and of which none is the batch's, are the same whatever the batch.</summary>
    private static BatchPlace OfNumbers(TensorInfo info, Dim batch) =>
        info.Integers is { } known && known.All(d => d.Size is not null || (d.Symbol is not null && !d.SameAs(batch)))
            ? BatchPlace.Same
            : BatchPlace.Count;

    /// <summary>A tensor that is as long as the batch along another axis is one for pairs of images.</summary>
    private static BatchPlace Checked(BatchPlace place, TensorInfo info, Dim batch)
    {
        for (int axis = 0; axis < (info.Shape?.Length ?? 0); axis++)
        {
            if (info.Shape![axis].SameAs(batch) && batch.Size is null && !(place.IsImages && place.Axis == axis))
                return BatchPlace.Mixed;
        }

        return place;
    }

    private static Dictionary<string, Func<BatchNode, BatchPlace>> Collect()
    {
        var rules = new Dictionary<string, Func<BatchNode, BatchPlace>>();
        foreach (
            (string names, Func<BatchNode, BatchPlace> rule) in BatchRules
                .Rules.Concat(LayoutBatchRules.Rules)
                .Concat(ProductBatchRules.Rules)
        )
        {
            foreach (string name in names.Split(' '))
                rules.Add(name, rule);
        }

        return rules;
    }
}
