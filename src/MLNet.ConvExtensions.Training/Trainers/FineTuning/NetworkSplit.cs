using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Training.Autograd.Plan;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>A network in two: what is only run, and what is trained on its results.</summary>
/// <param name="Frozen">The first part, with one row of 32-bit numbers for each image as its output.</param>
/// <param name="Trained">The second, whose input is the tensor between them, in its own shape.</param>
internal sealed record NetworkSplit(OnnxNetwork Frozen, OnnxNetwork Trained)
{
    /// <summary>Divides a network of one output.</summary>
    /// <param name="network">The network.</param>
    /// <param name="tensor">The tensor of a cut, not the input.</param>
    public static NetworkSplit At(OnnxNetwork network, string tensor) =>
        new(network.WithOutputs(tensor).WithPooling(FeaturePooling.None), network.Between(tensor, network.Outputs[0].Name));

    /// <summary>A network with the weights that a part of it has now.</summary>
    /// <param name="network">The network that was divided.</param>
    /// <param name="trained">The second part, trained; its tensors have the names that they have in the whole.</param>
    public static OnnxNetwork Join(OnnxNetwork network, OnnxNetwork trained)
    {
        Dictionary<string, TensorProto> weights = trained.Graph.Initializer.ToDictionary(t => t.Name);
        foreach (
            NodeProto node in trained.Graph.Node.Where(n =>
                n.OpType == "Constant" && n.Attribute.FirstOrDefault() is { Name: "value", T: not null }
            )
        )
            weights[node.Output[0]] = node.Attribute[0].T;
        return network.Edited(NetworkState.With(network.Graph, (name, stored) => weights.GetValueOrDefault(name, stored)));
    }
}
