using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits.Sizes;

/// <summary>
/// Gives a network an input of another size than its file says: follows what that changes, operator by operator, and writes anew what
/// only held for the size in the file.
/// </summary>
internal static class SizeEdit
{
    public static OnnxNetwork Apply(OnnxNetwork network, IReadOnlyList<int> sizes)
    {
        if (network.Inputs is not [var input])
            throw new OnnxNetworkException(
                $"The network '{network.Name}' has {network.Inputs.Count} inputs; the size of one can be changed where there is no other."
            );
        if (input.Shape is not { Count: >= 3 })
            throw new OnnxNetworkException(
                $"The input '{input.Name}' of the network '{network.Name}' is {input.Shape?.ToString() ?? "of unknown shape"}; "
                    + "one with a size is [N, C, L], [N, C, H, W], [N, H, W, C] or [N, C, D, H, W]."
            );
        Dim[] shape = [.. network.Info(input.Name).Shape!];
        int first = shape.Length == 4 && !IsColors(shape[1]) && IsColors(shape[3]) ? 1 : 2;
        if (sizes.Count != shape.Length - 2)
            throw new ArgumentException(
                $"{sizes.Count} sizes were given ({string.Join(" x ", sizes)}); the input '{input.Name}' {input.Shape} of the network "
                    + $"'{network.Name}' has {shape.Length - 2}.",
                nameof(sizes)
            );
        if (sizes.FirstOrDefault(s => s < 1, 1) is < 1 and var wrong)
            throw new ArgumentOutOfRangeException(nameof(sizes), wrong, "Sizes are 1 or more.");
        if (Enumerable.Range(0, sizes.Count).All(i => shape[first + i].Size == sizes[i]))
            return network;
        for (int i = 0; i < sizes.Count; i++)
            shape[first + i] = Dim.Of(sizes[i]);

        GraphProto graph = network.Graph.Copy();
        graph.Input.Clear();
        graph.Input.Add(Describe(input.Name, TensorInfo.Of(input.ElementType, shape)));

        // What the file says of sizes was said of others.
        graph.ValueInfo.Clear();
        ValueInfoProto[] outputs = [.. graph.Output.Select(o => Describe(o.Name, TensorInfo.Of(network.Info(o.Name).Type, null)))];
        graph.Output.Clear();
        graph.Output.Add(outputs);
        OnnxNetwork changed = Follow(network, graph, string.Join(" x ", sizes));
        if (BatchIsOpen(network) && BatchEdit.WhyClosed(network) is null && BatchEdit.WhyClosed(changed) is { } reason)
            throw new OnnxNetworkException(reason);
        return changed;
    }

    private static bool BatchIsOpen(OnnxNetwork network) => network.Inputs[0].Shape![0] is null;

    private static bool IsColors(Dim dim) => dim.Size is >= 1 and <= 4;

    private static OnnxNetwork Follow(OnnxNetwork network, GraphProto graph, string size)
    {
        Dictionary<string, TensorInfo> now = ShapeInference.Run(graph, network.OpsetVersion);
        for (int i = 0; i < graph.Node.Count; i++)
        {
            NodeProto node = graph.Node[i];
            var step = new SizeStep(node, network, now);
            if (!step.IsTouched)
                continue;
            (NodeProto? instead, string? obstacle) = SizeRules.Apply(step, graph);
            if (obstacle is not null)
            {
                string layer = node.Name.Length > 0 ? node.Name : node.Output[0];
                throw new OnnxNetworkException(
                    $"The network '{network.Name}' can't take {size}: layer '{layer}' ({node.OpType}) {obstacle}. "
                        + $"A cut in front of it ({nameof(OnnxNetwork.CutAt)}) can."
                );
            }

            if (instead is null)
                continue;
            graph.Node[i] = instead;
            now = ShapeInference.Run(graph, network.OpsetVersion);
        }

        for (int i = 0; i < graph.Output.Count; i++)
            graph.Output[i] = Describe(graph.Output[i].Name, now[graph.Output[i].Name]);
        return network.Edited(graph);
    }
}
