using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Training.Trainers.SelfSupervised;

/// <summary>Puts networks one behind the other.</summary>
internal static class NetworkJoin
{
    /// <summary>A network with another behind one of its tensors; the other's output becomes the only one.</summary>
    /// <param name="network">The network.</param>
    /// <param name="tensor">What the other takes.</param>
    /// <param name="next">The other: of one input and one output, of operators whose form is the same in all operator sets from 7.</param>
    /// <param name="prefix">What the names of its layers begin with.</param>
    public static OnnxNetwork Then(this OnnxNetwork network, string tensor, OnnxNetwork next, string prefix)
    {
        GraphProto graph = network.Graph.Copy();
        var names = new Dictionary<string, string> { [next.Inputs[0].Name] = tensor, [""] = "" };
        foreach (string name in next.Graph.Initializer.Select(t => t.Name).Concat(next.Graph.Node.SelectMany(n => n.Output)))
            names.TryAdd(name, graph.FreeName($"{prefix}.{name}"));
        foreach (TensorProto weight in next.Graph.Initializer)
        {
            TensorProto copy = weight.Clone();
            copy.Name = names[weight.Name];
            graph.Initializer.Add(copy);
        }

        foreach (NodeProto node in next.Graph.Node)
        {
            NodeProto copy = node.Clone();
            copy.Name = names.GetValueOrDefault(node.Name, $"{prefix}.{node.Name}");
            for (int i = 0; i < copy.Input.Count; i++)
                copy.Input[i] = names[copy.Input[i]];
            for (int i = 0; i < copy.Output.Count; i++)
                copy.Output[i] = names[copy.Output[i]];
            graph.Node.Add(copy);
        }

        NetworkTensor output = next.Outputs[0];
        return network.Edited(graph.Prune([Describe(names[output.Name], next.Info(output.Name))]));
    }
}
