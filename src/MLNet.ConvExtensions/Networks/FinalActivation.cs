using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions;

/// <summary>What an output of a network ends in: losses are computed on what goes into a final Softmax or Sigmoid.</summary>
/// <param name="Tensor">The tensor that goes into the activation; the output itself where there is none.</param>
/// <param name="Operator">Softmax, LogSoftmax or Sigmoid; null where there is none.</param>
public sealed record FinalActivation(string Tensor, string? Operator)
{
    internal static FinalActivation Of(OnnxNetwork network, string output)
    {
        Dictionary<string, NodeProto> producers = [];
        foreach (NodeProto node in network.Graph.Node)
        {
            foreach (string name in node.Output.Where(o => o.Length > 0))
                producers[name] = node;
        }

        string at = output;
        while (producers.TryGetValue(at, out NodeProto? node))
        {
            if (node.OpType is "Softmax" or "LogSoftmax" or "Sigmoid")
                return new(node.Input[0], node.OpType);

            // What only changes the shape may stand behind the activation.
            if (node.OpType is not ("Identity" or "Flatten" or "Reshape" or "Squeeze" or "Cast" or "Dropout"))
                break;
            at = node.Input[0];
        }

        return new(output, null);
    }
}
