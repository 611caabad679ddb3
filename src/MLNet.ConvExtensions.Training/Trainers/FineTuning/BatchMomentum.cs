using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>
/// Lets the running means and variances of batch normalisation follow within some tens of steps. Networks that were trained for weeks
/// average over thousands (TF-Slim's MobileNets have a momentum of 0.9997): fine-tuning is over before theirs have moved, and what was
/// learned with the batches' statistics is validated with old ones.
/// </summary>
internal static class BatchMomentum
{
    private const string Momentum = "momentum";

    /// <summary>ONNX's own, and PyTorch's.</summary>
    private const float Most = 0.9f;

    /// <summary>The network with no momentum above the most.</summary>
    public static OnnxNetwork Limit(OnnxNetwork network)
    {
        static bool IsSlow(NodeProto node) =>
            node.OpType == "BatchNormalization" && node.Attribute.Any(a => a.Name == Momentum && a.F > Most);
        if (!network.Graph.Node.Any(IsSlow))
            return network;
        GraphProto graph = network.Graph.Copy();
        for (int i = 0; i < graph.Node.Count; i++)
        {
            if (!IsSlow(graph.Node[i]))
                continue;
            NodeProto node = graph.Node[i].Clone();
            node.Attribute.Remove(node.Attribute.First(a => a.Name == Momentum));
            node.Attribute.Add(Attribute(Momentum, Most));
            graph.Node[i] = node;
        }

        return network.Edited(graph);
    }
}
