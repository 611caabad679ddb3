using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Appends what makes one row of features of a layer's output.</summary>
internal static class PoolingEdit
{
    public static OnnxNetwork Apply(OnnxNetwork network, FeaturePooling pooling)
    {
        if (!Enum.IsDefined(pooling))
            throw new ArgumentOutOfRangeException(
                nameof(pooling),
                pooling,
                $"Allowed are {string.Join(", ", Enum.GetNames<FeaturePooling>())}."
            );
        if (network.Graph.Output is not [var output])
            throw new OnnxNetworkException(
                $"The network '{network.Name}' has {network.Graph.Output.Count} outputs "
                    + $"({string.Join(", ", network.Graph.Output.Select(o => o.Name))}); cut it at one layer first."
            );

        TensorInfo info = network.Info(output.Name);
        if (info.Shape is not { Length: >= 2 } shape)
            throw new OnnxNetworkException(
                $"The output '{output.Name}' of the network '{network.Name}' has the shape "
                    + $"{LayerTable.Shape(info.Shape)?.ToString() ?? "unknown"}; features are made of [N, C] or [N, C, ...]."
            );
        if (info.Type is not (OnnxElementType.Float or OnnxElementType.Float16 or OnnxElementType.Double or OnnxElementType.BFloat16))
            throw new OnnxNetworkException(
                $"The output '{output.Name}' of the network '{network.Name}' holds {info.Type}; " + "features are floating-point numbers."
            );

        GraphProto graph = network.Graph.Copy();
        string last = output.Name;
        if (info.Type != OnnxElementType.Float)
            last = Append(graph, last, "Cast", "to_float", Attribute("to", (long)OnnxElementType.Float));
        if (PatchTokens.IsAskedFor(pooling))
        {
            (string row, Dim count) = PatchTokens.Append(network, graph, output.Name, last, shape, pooling);
            graph.Output.Clear();
            graph.Output.Add(Describe(row, TensorInfo.Of(OnnxElementType.Float, shape[0], count)));
            return network.Edited(graph);
        }

        int channels = shape.Length > 2 && pooling != FeaturePooling.None ? ChannelsOf(network, output.Name, shape, pooling) : 1;
        if (pooling == FeaturePooling.ClassToken && shape.Length > 2)
        {
            string first = graph.FreeName($"{output.Name}_first");
            graph.Node.Add(Constant(TensorContents.Integers(first, [0])));
            NodeProto token = Node("Gather", graph.FreeName($"{output.Name}_token"), last, first);
            token.Attribute.Add(Attribute("axis", 1));
            graph.Node.Add(token);
            last = token.Output[0];
        }
        else if (shape.Length > 2 && pooling != FeaturePooling.None)
        {
            // Operators that pool take the channels behind the batch.
            if (channels != 1)
                last = Append(
                    graph,
                    last,
                    "Transpose",
                    "channels_first",
                    Attribute(
                        "perm",
                        [0L, channels, .. Enumerable.Range(1, shape.Length - 1).Where(i => i != channels).Select(i => (long)i)]
                    )
                );
            last = Append(graph, last, pooling == FeaturePooling.Average ? "GlobalAveragePool" : "GlobalMaxPool", "pooled");
        }

        if (shape.Length > 2)
            last = Append(graph, last, "Flatten", "features", Attribute("axis", 1));
        if (last == output.Name)
            return network;

        Dim width = shape.Length == 2 || pooling != FeaturePooling.None ? shape[channels] : Dim.Product(shape[1..]);
        graph.Output.Clear();
        graph.Output.Add(Describe(last, TensorInfo.Of(OnnxElementType.Float, shape[0], width)));
        return network.Edited(graph);
    }

    /// <summary>The axis of the channels, which pooling keeps.</summary>
    private static int ChannelsOf(OnnxNetwork network, string output, Dim[] shape, FeaturePooling pooling)
    {
        string layer = $"The layer '{output}' of the network '{network.Name}' has the output {LayerTable.Shape(shape)}";
        int channels =
            ChannelAxis.Of(network, output)
            ?? throw new OnnxNetworkException(
                $"{layer}, and it can't be told from what made it which axis has the channels or the width of tokens, and which are "
                    + "positions. "
                    + $"Choose another layer, or {nameof(FeaturePooling)}.{nameof(FeaturePooling.None)} for all its numbers."
            );
        return pooling != FeaturePooling.ClassToken || (shape.Length == 3 && channels == 2)
            ? channels
            : throw new OnnxNetworkException(
                $"{layer}; {nameof(FeaturePooling)}.{nameof(FeaturePooling.ClassToken)} is for layers of transformers, [N, tokens, "
                    + $"width]. Choose {nameof(FeaturePooling.Average)}."
            );
    }

    private static string Append(GraphProto graph, string input, string operation, string suffix, params AttributeProto[] attributes)
    {
        NodeProto node = Node(operation, graph.FreeName($"{input}_{suffix}"), input);
        node.Attribute.Add(attributes);
        graph.Node.Add(node);
        return node.Output[0];
    }
}
