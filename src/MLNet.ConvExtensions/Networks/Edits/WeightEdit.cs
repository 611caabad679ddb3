using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Replaces the contents of stored tensors.</summary>
internal static class WeightEdit
{
    public static OnnxNetwork Apply(OnnxNetwork network, IReadOnlyDictionary<string, StoredTensor> contents)
    {
        ArgumentNullException.ThrowIfNull(contents);
        GraphProto graph = network.Graph.Copy();
        HashSet<string> left = [.. contents.Keys];
        for (int i = 0; i < graph.Initializer.Count; i++)
        {
            TensorProto old = graph.Initializer[i];
            if (left.Remove(old.Name))
                graph.Initializer[i] = Replace(old.Name, old);
        }

        for (int i = 0; i < graph.Node.Count; i++)
        {
            NodeProto node = graph.Node[i];
            if (!WeightTable.IsConstant(node) || !left.Remove(node.Output[0]))
                continue;
            NodeProto changed = node.Clone();
            changed.Attribute[0].T = Replace(node.Output[0], node.Attribute[0].T);
            graph.Node[i] = changed;
        }

        return left.Count == 0
            ? network.Edited(graph)
            : throw new ArgumentException(
                $"The network '{network.Name}' stores no tensor '{left.First()}'. The nearest names are "
                    + $"{string.Join(", ", NearestNames.Of(left.First(), Stored(graph)).Select(n => $"'{n}'"))}.",
                nameof(contents)
            );

        TensorProto Replace(string name, TensorProto old)
        {
            StoredTensor tensor = contents[name];
            return (int)tensor.ElementType == old.DataType && tensor.Shape.SequenceEqual(old.Dims)
                ? tensor.InPlaceOf(old)
                : throw new ArgumentException(
                    $"The tensor '{name}' of the network '{network.Name}' is {new StoredTensor(old)}; received: {tensor}.",
                    nameof(contents)
                );
        }
    }

    private static IEnumerable<string> Stored(GraphProto graph) =>
        graph.Initializer.Select(t => t.Name).Concat(WeightTable.Constants(graph).Keys);
}
