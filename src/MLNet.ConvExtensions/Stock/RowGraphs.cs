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

    /// <summary>A row of pixels whose channels lie side by side as planes, [1, channels, height, width].</summary>
    public static OnnxNetwork FromInterleaved(int channels, int height, int width)
    {
        var graph = new OperatorGraph("FromInterleaved", Opset);
        string row = graph.Input("row", OnnxElementType.Float, 1, (long)channels * height * width);
        string pixels = graph.Op("Reshape", [row, graph.Integers(1, height, width, channels)]);
        graph.Output("planes", graph.Op("Transpose", [pixels], Attribute("perm", [0L, 3, 1, 2])), 1, channels, height, width);
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
