using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Cuts off what lies in front of a tensor, which becomes the only input.</summary>
internal static class InputEdit
{
    /// <exception cref="OnnxNetworkException">
    /// The tensor is no batch, or the outputs don't depend on it, or on more than it.
    /// </exception>
    public static OnnxNetwork Apply(OnnxNetwork network, string tensor)
    {
        TensorInfo info = network.Info(tensor);
        if (info.Shape is not { Length: >= 2 } shape)
        {
            throw new OnnxNetworkException(
                $"The tensor '{tensor}' of the network '{network.Name}' is {LayerTable.Shape(info.Shape)?.ToString() ?? "of unknown shape"}; "
                    + "an input is a batch, [N, ...]."
            );
        }

        GraphProto graph = network.Graph.Copy();
        ILookup<bool, NodeProto> nodes = graph.Node.ToLookup(n => n.Output.Contains(tensor));
        HashSet<string> gone = [.. graph.Input.Select(i => i.Name), .. nodes[true].SelectMany(n => n.Output)];
        gone.Remove(tensor);
        NodeProto[] behind = [.. nodes[false]];
        graph.Node.Clear();
        graph.Node.Add(behind);
        graph.Input.Clear();
        graph.Input.Add(Describe(tensor, TensorInfo.Of(info.Type, [Dim.Named(BatchEdit.Symbol), .. shape[1..]])));
        graph = graph.Prune([.. graph.Output.Select(o => Describe(o.Name, network.Info(o.Name)))]);
        string outputs = string.Join(", ", graph.Output.Select(o => $"'{o.Name}'"));
        if (graph.Input.Count == 0)
            throw new OnnxNetworkException($"In the network '{network.Name}' {outputs} doesn't depend on '{tensor}'.");
        if (graph.Node.SelectMany(Uses).FirstOrDefault(name => name.Length > 0 && gone.Contains(name)) is { } other)
        {
            throw new OnnxNetworkException(
                $"In the network '{network.Name}' {outputs} depends on '{other}' beside '{tensor}': there are branches around that layer."
            );
        }

        return network.Edited(graph);
    }
}
