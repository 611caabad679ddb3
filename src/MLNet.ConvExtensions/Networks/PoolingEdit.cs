using MLNet.ConvExtensions.Onnx;
using static MLNet.ConvExtensions.GraphEdits;

namespace MLNet.ConvExtensions;

/// <summary>Appends what makes one row of features of a layer's output.</summary>
internal static class PoolingEdit
{
    public static OnnxNetwork Apply(OnnxNetwork network, FeaturePooling pooling)
    {
        if (!Enum.IsDefined(pooling))
            throw new ArgumentOutOfRangeException(nameof(pooling), pooling, "Allowed are None, Average and Maximum.");
        if (network.Graph.Output is not [var output])
            throw new OnnxNetworkException(
                $"The network '{network.Name}' has {network.Graph.Output.Count} outputs "
                + $"({string.Join(", ", network.Graph.Output.Select(o => o.Name))}); cut it at one layer first.");

        TensorInfo info = network.Info(output.Name);
        if (info.Shape is not { Length: >= 2 } shape)
            throw new OnnxNetworkException(
                $"The output '{output.Name}' of the network '{network.Name}' has the shape "
                + $"{LayerTable.Shape(info.Shape)?.ToString() ?? "unknown"}; features are made of [N, C] or [N, C, ...].");
        if (info.Type is not (OnnxElementType.Float or OnnxElementType.Float16 or OnnxElementType.Double or OnnxElementType.BFloat16))
            throw new OnnxNetworkException(
                $"The output '{output.Name}' of the network '{network.Name}' holds {info.Type}; "
                + "features are floating-point numbers.");

        GraphProto graph = network.Graph.Copy();
        string last = output.Name;
        if (info.Type != OnnxElementType.Float)
            last = Append(graph, last, "Cast", "to_float", Attribute("to", (long)OnnxElementType.Float));
        if (shape.Length > 2 && pooling != FeaturePooling.None)
            last = Append(graph, last, pooling == FeaturePooling.Average ? "GlobalAveragePool" : "GlobalMaxPool", "pooled");
        if (shape.Length > 2)
            last = Append(graph, last, "Flatten", "features", Attribute("axis", 1));
        if (last == output.Name)
            return network;

        Dim width = shape.Length == 2 || pooling != FeaturePooling.None ? shape[1] : Dim.Product(shape[1..]);
        graph.Output.Clear();
        graph.Output.Add(Describe(last, TensorInfo.Of(OnnxElementType.Float, shape[0], width)));
        return network.Edited(graph);
    }

    private static string Append(GraphProto graph, string input, string operation, string suffix, params AttributeProto[] attributes)
    {
        NodeProto node = Node(operation, graph.FreeName($"{input}_{suffix}"), input);
        node.Attribute.Add(attributes);
        graph.Node.Add(node);
        return node.Output[0];
    }
}
