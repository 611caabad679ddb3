using MLNet.ConvExtensions.Networks.Edits;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Stock;

/// <summary>Graphs that bring a row of numbers into the shape that a network has, and back.</summary>
internal static class RowGraphs
{
    private const int Opset = 13;

    /// <summary>A row as a tensor.</summary>
    /// <param name="length">The row's length.</param>
    /// <param name="shape">The tensor's shape.</param>
    public static OnnxNetwork FromRow(long length, params long[] shape)
    {
        var graph = new OperatorGraph("FromRow", Opset);
        string row = graph.Input("row", OnnxElementType.Float, 1, length);
        graph.Output("tensor", graph.Op("Reshape", [row, graph.Integers(shape)]), shape);
        return graph.ToNetwork();
    }

    /// <summary>A row of pixels whose channels lie side by side as planes, such as [1, channels, height, width].</summary>
    /// <param name="channels">The number of channels.</param>
    /// <param name="positions">The sizes of a plane.</param>
    public static OnnxNetwork FromInterleaved(long channels, params long[] positions)
    {
        var graph = new OperatorGraph("FromInterleaved", Opset);
        string row = graph.Input("row", OnnxElementType.Float, 1, positions.Aggregate(channels, (length, size) => length * size));
        string pixels = graph.Op("Reshape", [row, graph.Integers([1, .. positions, channels])]);
        long[] order = [0, positions.Length + 1, .. Enumerable.Range(1, positions.Length).Select(i => (long)i)];
        graph.Output("planes", graph.Op("Transpose", [pixels], Attribute("perm", order)), [1, channels, .. positions]);
        return graph.ToNetwork();
    }

    /// <summary>A vector as a row.</summary>
    public static OnnxNetwork ToRow(long length)
    {
        var graph = new OperatorGraph("ToRow", Opset);
        string vector = graph.Input("vector", OnnxElementType.Float, length);
        graph.Output("row", graph.Op("Reshape", [vector, graph.Integers(1, length)]), 1, length);
        return graph.ToNetwork();
    }
}
