using MLNet.ConvExtensions.Networks.Edits.Batches;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Opens the batch dimension of a graph that was exported for one image.</summary>
internal static class BatchEdit
{
    public const string Symbol = "N";

    /// <exception cref="OnnxNetworkException">
    /// The network has no batch of one image that could be opened, or mixes the images of a batch.
    /// </exception>
    public static OnnxNetwork Apply(OnnxNetwork network)
    {
        OnnxNetwork opened = Open(network);
        return WhyClosed(opened) is { } reason ? throw new OnnxNetworkException(reason) : opened;
    }

    /// <summary>The network with an open batch, whether or not it can take several images at once.</summary>
    /// <exception cref="OnnxNetworkException">The network has no batch of one image that could be opened.</exception>
    public static OnnxNetwork Open(OnnxNetwork network)
    {
        if (network.Inputs.Count == 0)
            throw new OnnxNetworkException($"The network '{network.Name}' has no input.");
        foreach (NetworkTensor input in network.Inputs)
            CheckInput(network, input);
        if (network.Inputs.All(i => i.Shape![0] is null) && WhyClosed(network) is null)
            return network;

        GraphProto graph = network.Graph.Copy();
        graph.ValueInfo.Clear();
        for (int i = 0; i < graph.Input.Count; i++)
            graph.Input[i] = WithOpenBatch(graph.Input[i]);
        OpenReshapes(graph, network);

        // The outputs' shapes in the file speak of one image: they must not be believed, and are written anew.
        ValueInfoProto[] outputs = [.. graph.Output];
        for (int i = 0; i < graph.Output.Count; i++)
            graph.Output[i] = new ValueInfoProto { Name = outputs[i].Name };
        OnnxNetwork opened = network.Edited(graph);

        // Shapes that the Reshapes no longer take are left behind.
        OnnxNetwork pruned = network.Edited(graph.Prune(outputs.Select(o => Describe(o.Name, opened.Info(o.Name)))));
        return pruned.Inputs.Count > 0
            ? pruned
            : throw new OnnxNetworkException($"The network '{network.Name}' has no output that depends on its input.");
    }

    /// <summary>Why a network whose batch is open can't take several images at once all the same; null if it can.</summary>
    public static string? WhyClosed(OnnxNetwork opened)
    {
        if (BatchFlow.FirstMixer(opened) is not { } mixer)
            return null;
        string start = $"The network '{opened.Name}' can't take several images at once: ";
        if (FirstWithoutBatch(opened, opened.Info(opened.Inputs[0].Name).Shape![0]) is { } lost)
        {
            return $"{start}the batch dimension is lost at layer '{lost.Name}' "
                + $"({lost.Operator}), whose output is {lost.OutputShape?.ToString() ?? "of unknown shape"}. Export it with a dynamic "
                + "batch.";
        }

        string layer = opened.Layers.FirstOrDefault(l => mixer.Output.Contains(l.OutputName))?.Name ?? mixer.Output[0];
        return $"{start}at layer '{layer}' ({mixer.OpType}) one image changes what comes of another, or it can't be told whether it does.";
    }

    private static void CheckInput(OnnxNetwork network, NetworkTensor input)
    {
        if (input.Shape is not { Count: >= 2 } shape)
            throw new OnnxNetworkException(
                $"The input '{input.Name}' of the network '{network.Name}' has the shape "
                    + $"{input.Shape?.ToString() ?? "unknown"} and so no batch dimension; an image input is [N, C, H, W]."
            );
        // One signal, [1, C, L], has a batch to open; of one image without a batch, [3, H, W], it can be told by the channels.
        if (shape.Count == 3 && shape[0] is not (null or 1))
            throw new OnnxNetworkException(
                $"The input '{input.Name}' of the network '{network.Name}' has the shape {shape} without a batch dimension; "
                    + "an image input is [N, C, H, W], one of signals [N, C, L]. Export the network with one."
            );
        if (shape[0] is not (null or 1))
            throw new OnnxNetworkException(
                $"The input '{input.Name}' of the network '{network.Name}' has a fixed batch of {shape[0]}; "
                    + "only 1 can be opened. Export it with a dynamic batch."
            );
    }

    /// <summary>The first layer on the way to an output that has no batch dimension, null if every output has one.</summary>
    private static NetworkLayer? FirstWithoutBatch(OnnxNetwork network, Dim batch)
    {
        bool HasBatch(string tensor) => network.Info(tensor).Shape is [var first, ..] && first.SameAs(batch);
        if (network.Graph.Output.All(o => HasBatch(o.Name)))
            return null;
        return network.Layers.FirstOrDefault(l => !HasBatch(l.OutputName)) ?? network.Layers.LastOrDefault();
    }

    private static ValueInfoProto WithOpenBatch(ValueInfoProto input)
    {
        ValueInfoProto copy = input.Clone();
        copy.Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimParam = Symbol };
        return copy;
    }

    /// <summary>Lets every Reshape to [1, ...] copy the batch from what it reshapes, where that has one.</summary>
    private static void OpenReshapes(GraphProto graph, OnnxNetwork network)
    {
        for (int i = 0; i < graph.Node.Count; i++)
        {
            NodeProto node = graph.Node[i];
            bool reshapes = node.OpType == "Reshape" && ShapeInference.IsStandard(node.Domain) && node.Input.Count == 2;
            if (!reshapes || !network.Info(node.Input[0]).IsData || network.Info(node.Input[0]).Shape is not [{ Size: 1 }, ..])
                continue;
            Dim[]? target = network.Info(node.Input[1]).Integers;
            if (
                target is not [{ Size: 1 }, ..]
                || target.Any(d => d.Size is null or 0)
                || node.Attribute.Any(a => a.Name == "allowzero" && a.I != 0)
            )
                continue;

            // In ONNX a 0 stands for the dimension of the tensor that is reshaped.
            long[] opened = [0, .. target.Skip(1).Select(d => d.Size!.Value)];
            string name = graph.FreeName($"{node.Output[0]}_shape");
            graph.Initializer.Add(TensorContents.Integers(name, opened));
            NodeProto copy = node.Clone();
            copy.Input[1] = name;
            graph.Node[i] = copy;
        }
    }
}
