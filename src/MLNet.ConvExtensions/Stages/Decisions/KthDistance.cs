using MLNet.ConvExtensions.Networks.Edits;

namespace MLNet.ConvExtensions.Stages.Decisions;

/// <summary>The distance to the k-th nearest of some rows as operators, on a batch of rows.</summary>
internal static class KthDistance
{
    /// <param name="graph">The graph.</param>
    /// <param name="values">The rows to measure, [N, width].</param>
    /// <param name="rows">The rows to measure from, one after another; for the cosine of length 1.</param>
    /// <param name="width">The numbers of a row.</param>
    /// <param name="options">The distance, and which neighbour.</param>
    /// <returns>The distances, [N, 1].</returns>
    public static string Write(OperatorGraph graph, string values, float[] rows, int width, UnknownOptions options)
    {
        string others = graph.Op("Reshape", [graph.Floats(rows), graph.Integers(rows.Length / width, width)]);
        string distances = options.Distance switch
        {
            NeighborDistance.Cosine => Cosine(graph, values, others),
            NeighborDistance.L1 => Differences(graph, values, others, "ReduceL1"),
            _ => Differences(graph, values, others, "ReduceL2"),
        };
        string least = graph.TopK(distances, options.NumberOfNeighbors, largest: false);
        return graph.Op(
            "Slice",
            [least, graph.Integers(options.NumberOfNeighbors - 1), graph.Integers(options.NumberOfNeighbors), graph.Integers(1)]
        );
    }

    private static string Differences(OperatorGraph graph, string values, string others, string norm) =>
        graph.Op(
            norm,
            [graph.Op("Sub", [graph.Op("Unsqueeze", [values, graph.Integers(1)]), others])],
            GraphEdits.Attribute("axes", [2L]),
            GraphEdits.Attribute("keepdims", 0)
        );

    /// <summary>A row of zeros has no direction: it is as far from every other as a row at a right angle.</summary>
    private static string Cosine(OperatorGraph graph, string values, string others)
    {
        string length = graph.Op("ReduceL2", [values], GraphEdits.Attribute("axes", [1L]), GraphEdits.Attribute("keepdims", 1));
        string direction = graph.Op("Div", [values, graph.Op("Max", [length, graph.Floats(1e-30f)])]);
        string turned = graph.Op("Transpose", [others], GraphEdits.Attribute("perm", [1L, 0L]));
        return graph.Op("Sub", [graph.Floats(1), graph.Op("MatMul", [direction, turned])]);
    }
}
