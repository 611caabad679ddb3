using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Halves a network's file: weights are stored in 16 bits, and turned into 32 before they are used.</summary>
internal static class HalfStorage
{
    /// <summary>Tensors of fewer elements stay as they are: biases and statistics, which need their precision, and weigh nothing.</summary>
    private const int FewestElements = 1024;

    private const string Suffix = "_half";

    /// <summary>
    /// The network with its larger weights in 16 bits, each behind a Cast: a network that any program computes in 32 bits.
    /// </summary>
    /// <exception cref="OnnxNetworkException">A weight is beyond what 16 bits hold.</exception>
    public static OnnxNetwork Pack(OnnxNetwork network)
    {
        GraphProto graph = network.Graph.Copy();
        var casts = new List<NodeProto>();
        for (int i = 0; i < graph.Initializer.Count; i++)
        {
            TensorProto tensor = graph.Initializer[i];
            if (tensor.DataType != (int)OnnxElementType.Float || TensorContents.ElementCount(tensor.Dims) is not >= FewestElements)
                continue;
            float[] values = new StoredTensor(tensor).ToFloats();
            int large = Array.FindIndex(values, v => float.IsFinite(v) && Half.IsInfinity((Half)v));
            if (large >= 0)
            {
                throw new OnnxNetworkException(
                    FormattableString.Invariant(
                        $"The weights '{tensor.Name}' of the network '{network.Name}' hold {values[large]}; half floats hold up to {Half.MaxValue}."
                    )
                );
            }

            graph.Initializer[i] = TensorContents.Halves(graph.FreeName(tensor.Name + Suffix), values, [.. tensor.Dims]);
            NodeProto cast = Node("Cast", tensor.Name, graph.Initializer[i].Name);
            cast.Attribute.Add(Attribute("to", (long)OnnxElementType.Float));
            casts.Add(cast);
        }

        NodeProto[] nodes = [.. graph.Node];
        graph.Node.Clear();
        graph.Node.Add([.. casts, .. nodes]);
        return network.Edited(graph);
    }

    /// <summary>The network with weights of 32 bits that <see cref="Pack"/> had made 16: trainable, and without the casts.</summary>
    public static OnnxNetwork Unpack(OnnxNetwork network)
    {
        GraphProto graph = network.Graph.Copy();
        ILookup<string, NodeProto> users = graph
            .Node.SelectMany(node => Uses(node).Distinct().Select(name => (name, node)))
            .ToLookup(use => use.name, use => use.node);
        HashSet<string> outputs = [.. graph.Output.Select(o => o.Name)];
        for (int i = 0; i < graph.Initializer.Count; i++)
        {
            TensorProto tensor = graph.Initializer[i];
            if (
                tensor.DataType != (int)OnnxElementType.Float16
                || outputs.Contains(tensor.Name)
                || users[tensor.Name].ToArray() is not [{ OpType: "Cast" } cast]
                || cast.Attribute.FirstOrDefault(a => a.Name == "to")?.I != (long)OnnxElementType.Float
            )
                continue;
            graph.Initializer[i] = TensorContents.Floats(cast.Output[0], new StoredTensor(tensor).ToFloats(), [.. tensor.Dims]);
            graph.Node.Remove(cast);
        }

        return network.Edited(graph);
    }
}
