using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Appends a dense layer to rows of features.</summary>
internal static class DenseEdit
{
    public static OnnxNetwork Apply(OnnxNetwork network, string name, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        TensorInfo features = network.Graph.Output is [var only] ? network.Info(only.Name) : TensorInfo.Unknown;
        if (features is not { Type: OnnxElementType.Float, Shape: [var batch, { Size: { } width }] })
        {
            string outputs = string.Join(
                ", ",
                network.Outputs.Select(o => $"'{o.Name}' {o.Shape?.ToString() ?? "of unknown shape"} of {o.ElementType}")
            );
            throw new OnnxNetworkException(
                $"The network '{network.Name}' gives {outputs}; a dense layer takes a single output [N, features] of Float. Pool it first."
            );
        }

        if (biases.Length == 0 || weights.Length != biases.Length * width)
        {
            throw new ArgumentException(
                $"{weights.Length} weights and {biases.Length} biases were given; the network '{network.Name}' gives {width} features, "
                    + $"so {width} weights are needed for each bias, and one bias at least.",
                nameof(weights)
            );
        }

        GraphProto graph = network.Graph.Copy();
        if (graph.FreeName(name) != name)
            throw new ArgumentException($"The network '{network.Name}' has a tensor '{name}' already.", nameof(name));
        TensorProto matrix = TensorContents.Floats(graph.FreeName(name + ".weight"), weights, biases.Length, width);
        TensorProto offsets = TensorContents.Floats(graph.FreeName(name + ".bias"), biases, biases.Length);
        graph.Initializer.Add([matrix, offsets]);
        NodeProto node = Node("Gemm", name, graph.Output[0].Name, matrix.Name, offsets.Name);
        node.Attribute.Add(Attribute("transB", 1));
        graph.Node.Add(node);
        graph.Output.Clear();
        graph.Output.Add(Describe(name, TensorInfo.Of(OnnxElementType.Float, batch, Dim.Of(biases.Length))));
        return network.Edited(graph);
    }
}
