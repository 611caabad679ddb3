using MLNet.ConvExtensions.Features;
using MLNet.ConvExtensions.Onnx;
using static MLNet.ConvExtensions.GraphEdits;

namespace MLNet.ConvExtensions.Trained;

/// <summary>
/// A trained network as a fitted stage runs it: its first output alone, as one row of numbers for each row of input. For several classes these
/// are the shares of a Softmax, otherwise what the network says: logits, or the number that is predicted.
/// </summary>
internal sealed class TrainedGraph
{
    private readonly OnnxNetwork _network;

    private TrainedGraph(OnnxNetwork network, string name, IReadOnlyList<long> inputShape, int width)
    {
        _network = network;
        Width = width;
        Session = new SessionGraph($"the network '{name}'", network.Inputs[0].Name, inputShape, network.Outputs[0].Name, width, network.ToBytes);
    }

    /// <summary>The length of the output of one row.</summary>
    public int Width { get; }

    public SessionGraph Session { get; }

    /// <exception cref="OnnxNetworkException">The network doesn't fit the task, or has open sizes.</exception>
    public static TrainedGraph Create(OnnxNetwork network, ModelTask task, int classCount)
    {
        if (network.Inputs is not [{ ElementType: OnnxElementType.Float, Shape: { Count: >= 2 } shape }] || shape.Skip(1).Any(d => d is not > 0))
        {
            string inputs = string.Join(", ", network.Inputs.Select(i => $"'{i.Name}' {i.Shape?.ToString() ?? "of unknown shape"} of {i.ElementType}"));
            throw new OnnxNetworkException($"The network '{network.Name}' takes {inputs}; needed: one input of Float, a batch of rows of known size.");
        }

        string output = network.Outputs[0].Name;
        string scores = task == ModelTask.Regression ? output : NetworkHead.Of(network, output).Tensor;
        OnnxNetwork row = network.CutAt(scores).WithBatch().WithPooling(FeaturePooling.None);
        long? width = row.Outputs[0].Shape?[1];
        (bool fits, string needed) = task switch
        {
            ModelTask.Multiclass => (width == classCount, $"{classCount}, one for each class"),
            ModelTask.Binary => (width is 1 or 2, "1, the logit of the class, or 2, the logits of false and true"),
            _ => (width == 1, "1, the number that is predicted"),
        };
        if (!fits)
        {
            throw new OnnxNetworkException(
                $"The output '{output}' of the network '{network.Name}' has {width?.ToString() ?? "an unknown number of"} values for each row; needed: {needed}.");
        }

        return new TrainedGraph(task == ModelTask.Multiclass ? WithSoftmax(row) : row, network.Name, [.. shape.Skip(1).Select(d => d!.Value)], (int)width!);
    }

    /// <summary>The network for one row at a time, as ML.NET's OnnxTransformer runs it: a vector in, a vector out.</summary>
    public byte[] ToStockBytes(string inputName, string outputName)
    {
        OnnxNetwork stock = _network.AsSingleRow(Width).WithoutHalfWeights();
        return stock.Rename(stock.Inputs[0].Name, inputName).Rename(stock.Outputs[0].Name, outputName).ToBytes();
    }

    private static OnnxNetwork WithSoftmax(OnnxNetwork network)
    {
        GraphProto graph = network.Graph.Copy();
        string logits = graph.Output[0].Name, shares = graph.FreeName("shares");
        NodeProto node = Node("Softmax", shares, logits);
        node.Attribute.Add(Attribute("axis", 1));
        graph.Node.Add(node);
        graph.Output.Clear();
        graph.Output.Add(Describe(shares, network.Info(logits)));
        return network.Edited(graph);
    }
}
