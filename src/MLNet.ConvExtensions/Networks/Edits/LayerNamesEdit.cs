using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Gives layers and weights the names that a person would look for, in place of an exporter's numbers.</summary>
internal static class LayerNamesEdit
{
    /// <summary>
    /// The network with other names: each layer's output is called like the layer, and its weights LAYER.weight, LAYER.bias and so on.
    /// </summary>
    /// <param name="network">A network of layers with one output each.</param>
    /// <param name="name">The name that the network gets.</param>
    /// <param name="layers">A name for each layer, in the order of the graph.</param>
    /// <exception cref="ArgumentException">The network has another number of layers.</exception>
    public static OnnxNetwork WithLayerNames(this OnnxNetwork network, string name, IReadOnlyList<string> layers)
    {
        GraphProto graph = network.Graph.Copy();
        if (layers.Count != graph.Node.Count)
            throw new ArgumentException(
                $"{layers.Count} names were given; the network '{network.Name}' has {graph.Node.Count} layers.",
                nameof(layers)
            );
        HashSet<string> weights = [.. graph.Initializer.Select(t => t.Name)];
        var names = new Dictionary<string, string>();
        for (int i = 0; i < layers.Count; i++)
        {
            NodeProto node = graph.Node[i];
            names.Add(node.Output.Single(), layers[i]);
            for (int input = 0; input < node.Input.Count; input++)
            {
                if (weights.Contains(node.Input[input]))
                    names.TryAdd(node.Input[input], $"{layers[i]}.{Role(node.OpType, input)}");
            }
        }

        string Renamed(string old) => names.GetValueOrDefault(old, old);
        ValueInfoProto[] outputs = [.. graph.Output.Select(o => Describe(Renamed(o.Name), network.Info(o.Name)))];
        NodeProto[] nodes =
        [
            .. graph.Node.Select(old =>
            {
                NodeProto node = old.Clone();
                (node.Name, node.Output[0]) = (Renamed(old.Output[0]), Renamed(old.Output[0]));
                for (int input = 0; input < node.Input.Count; input++)
                    node.Input[input] = Renamed(node.Input[input]);
                return node;
            }),
        ];
        TensorProto[] tensors =
        [
            .. graph.Initializer.Select(t =>
            {
                TensorProto tensor =
                    t.HasRawData || t.DataType != (int)OnnxElementType.Float
                        ? t.Clone()
                        : TensorContents.Floats("", t.FloatData.ToArray(), [.. t.Dims]);
                tensor.Name = Renamed(t.Name);
                return tensor;
            }),
        ];
        graph.Name = name;
        graph.ValueInfo.Clear();
        Replace(graph.Output, outputs);
        Replace(graph.Node, nodes);
        Replace(graph.Initializer, tensors);
        return network.Edited(graph);
    }

    /// <summary>What PyTorch, and the layer builder here, call an operator's weights.</summary>
    private static string Role(string operation, int input) =>
        (operation, input) switch
        {
            ("BatchNormalization", 3) => "running_mean",
            ("BatchNormalization", 4) => "running_var",
            (_, 2) => "bias",
            _ => "weight",
        };

    private static void Replace<T>(Google.Protobuf.Collections.RepeatedField<T> items, T[] by)
    {
        items.Clear();
        items.Add(by);
    }
}
