using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks;

/// <summary>Finds the output that tells classes apart among several: of features, scores of parts, maps of classes and names.</summary>
internal static class ClassifierOutput
{
    public static string Find(OnnxNetwork network, int? classes)
    {
        string[] all = [.. network.Graph.Output.Select(o => BehindZipMap(network.Graph, o.Name)).Distinct()];
        string[] rows = [.. all.Where(t => IsRow(network, t))];
        if (rows.Length == 0)
            throw new OnnxNetworkException(
                $"No output of the network '{network.Name}' is a row of numbers for each image, as scores of classes are: "
                    + $"{Listed(network, all)}."
            );
        if (rows.Length == 1)
            return rows[0];
        string[] fitting = [.. rows.Where(t => Width(network, t) == classes)];
        string[] left = fitting.Length > 0 ? fitting : rows;

        // Scores are computed of features, and probabilities of scores.
        Dictionary<string, HashSet<string>> origins = left.ToDictionary(t => t, t => Origins(network.Graph, t));
        string[] last = [.. left.Where(t => left.All(other => other == t || !origins[other].Contains(t)))];
        if (last.Length == 1)
            return last[0];

        // Classifiers beside the main one, as GoogLeNet has them, tell the same classes apart, earlier.
        int deepest = last.Max(t => origins[t].Count);
        string[] main = [.. last.Where(t => origins[t].Count == deepest)];
        if (main.Length == 1 && last.Select(t => Width(network, t)).Distinct().Count() == 1)
            return main[0];
        throw new OnnxNetworkException(
            $"The network '{network.Name}' has several outputs that may tell classes apart: {Listed(network, last)}. Name the one that "
                + "is meant."
        );
    }

    private static string Listed(OnnxNetwork network, string[] tensors) =>
        string.Join(", ", tensors.Select(t => $"'{t}' {LayerTable.Shape(network.Info(t).Shape)?.ToString() ?? "of unknown shape"}"));

    /// <summary>Exporters of classical learners wrap scores in maps from names to scores.</summary>
    public static string BehindZipMap(GraphProto graph, string output) =>
        graph.Node.FirstOrDefault(n => n.OpType == "ZipMap" && n.Output.Contains(output))?.Input[0] ?? output;

    private static bool IsRow(OnnxNetwork network, string tensor)
    {
        TensorInfo info = network.Info(tensor);
        bool floating = info.Type is OnnxElementType.Float or OnnxElementType.Float16 or OnnxElementType.Double or OnnxElementType.BFloat16;
        return floating && info.IsData && info.Shape is { Length: >= 2 } shape && shape[2..].All(d => d.Size == 1);
    }

    private static long? Width(OnnxNetwork network, string tensor) => network.Info(tensor).Shape![1].Size;

    /// <summary>All tensors that one is computed of.</summary>
    private static HashSet<string> Origins(GraphProto graph, string tensor)
    {
        HashSet<string> found = [tensor];
        foreach (NodeProto node in graph.Node.Reverse())
        {
            if (node.Output.Any(found.Contains))
                found.UnionWith(GraphEdits.Uses(node));
        }

        found.Remove(tensor);
        return found;
    }
}
