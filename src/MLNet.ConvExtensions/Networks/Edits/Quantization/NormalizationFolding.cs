using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions.Networks.Edits.Quantization;

/// <summary>
/// Computes batch normalisation into the weights of the convolution in front of it, as every runtime does before it computes.
/// </summary>
internal static class NormalizationFolding
{
    private const float UsualEpsilon = 1e-5f;

    /// <summary>
    /// The network without the batch normalisation that stands directly behind convolutions of stored weights. The convolution's output has
    /// the name of the normalisation's then; all other tensors keep theirs.
    /// </summary>
    public static OnnxNetwork Apply(OnnxNetwork network)
    {
        GraphProto graph = network.Graph.Copy();
        var stored = new StoredValues(graph);
        ILookup<string, NodeProto> users = graph
            .Node.SelectMany(node => GraphEdits.Uses(node).Distinct().Select(name => (name, node)))
            .ToLookup(use => use.name, use => use.node);
        HashSet<string> outputs = [.. graph.Output.Select(o => o.Name)];
        Dictionary<string, NodeProto> convolutions = graph.Node.Where(n => n.OpType == "Conv").ToDictionary(n => n.Output[0]);
        foreach (NodeProto normalization in graph.Node.Where(n => n.OpType == "BatchNormalization").ToArray())
        {
            if (
                !convolutions.TryGetValue(normalization.Input[0], out NodeProto? convolution)
                || outputs.Contains(convolution.Output[0])
                || users[convolution.Output[0]].Count() != 1
                || Folded(graph, convolution, normalization, stored) is not { } folded
            )
                continue;
            graph.Node[graph.Node.IndexOf(convolution)] = folded;
            graph.Node.Remove(normalization);
        }

        return network.Edited(graph.Prune([.. graph.Output]));
    }

    /// <summary>
    /// The convolution with weights that hold the normalisation; null where one of them isn't stored, or statistics are of the batch.
    /// </summary>
    private static NodeProto? Folded(GraphProto graph, NodeProto convolution, NodeProto normalization, StoredValues stored)
    {
        bool ofTheBatch =
            normalization.Attribute.Any(a => a.Name == "training_mode" && a.I != 0)
            || normalization.Attribute.Any(a => a.Name == "spatial" && a.I == 0)
            || normalization.Output.Skip(1).Any(o => o.Length > 0);
        if (
            ofTheBatch
            || stored.Floats(convolution.Input[1]) is not { } weights
            || normalization.Input.Skip(1).Select(stored.Floats).ToArray() is not [{ } scale, { } shift, { } mean, { } variance]
        )
            return null;
        float[]? bias =
            convolution.Input.Count > 2 && convolution.Input[2].Length > 0 ? stored.Floats(convolution.Input[2]) : new float[scale.Length];
        IReadOnlyList<long> shape = stored.Shape(convolution.Input[1]);
        if (bias is null || shape[0] != scale.Length)
            return null;
        double epsilon = normalization.Attribute.FirstOrDefault(a => a.Name == "epsilon")?.F ?? UsualEpsilon;
        int size = weights.Length / scale.Length;
        var (newWeights, newBias) = (new float[weights.Length], new float[scale.Length]);
        for (int c = 0; c < scale.Length; c++)
        {
            double factor = scale[c] / Math.Sqrt(variance[c] + epsilon);
            for (int i = c * size; i < (c + 1) * size; i++)
                newWeights[i] = (float)(weights[i] * factor);
            newBias[c] = (float)(((bias[c] - mean[c]) * factor) + shift[c]);
        }

        NodeProto folded = convolution.Clone();
        folded.Output[0] = normalization.Output[0];
        string name = normalization.Output[0];
        TensorProto kernel = TensorContents.Floats(graph.FreeName($"{name}_weights"), newWeights, [.. shape]);
        graph.Initializer.Add(kernel);
        TensorProto offset = TensorContents.Floats(graph.FreeName($"{name}_bias"), newBias, newBias.Length);
        graph.Initializer.Add(offset);
        string input = folded.Input[0];
        folded.Input.Clear();
        folded.Input.Add([input, kernel.Name, offset.Name]);
        return folded;
    }
}
