using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Stock;

/// <summary>
/// A graph from a photo's pixels to the planes that a network takes: what <see cref="ImagePreprocessor"/> does, for models in ONNX
/// form.
/// </summary>
internal static class PhotoGraph
{
    private const int Opset = 18;

    /// <summary>Larger photos are resized by ONNX's own operator, which takes less memory and rounds some values differently.</summary>
    private const int MostPixels = 1 << 21;

    /// <summary>The graph.</summary>
    /// <param name="size">The size that photos are brought to, and how.</param>
    /// <param name="input">The name of the input: bytes of red, green and blue, [height, width, 3].</param>
    /// <param name="output">The name of the output: planes of 0 to 255, [1, 3, height, width].</param>
    public static OnnxNetwork Create(BackbonePreprocessing size, string input, string output)
    {
        var graph = new OperatorGraph("Photo", Opset);
        var resize = new ResizeGraph(graph, size);
        string photo = graph.Input(input, OnnxElementType.UInt8, Dim.Named("height"), Dim.Named("width"), Dim.Of(3));
        string shape = graph.Op("Shape", [photo]);
        string height = Part(0),
            width = Part(1);
        string picture = graph.Op("Transpose", [photo], Attribute("perm", [2L, 0, 1]));
        string large = graph.Op("Greater", [graph.Op("Mul", [height, width]), graph.Integers(MostPixels)]);
        string planes = ResizeGraph.HasRough(size.Interpolation)
            ? graph.If(large, () => resize.RoughPlanes(picture, width, height), Exact)
            : Exact();
        graph.Output(output, planes, 1, 3, size.Height, size.Width);
        return graph.ToNetwork();

        string Exact() => resize.Planes(picture, ResizeGraph.Side.Of(width), ResizeGraph.Side.Of(height));

        string Part(int axis) => graph.Op("Slice", [shape, graph.Integers(axis), graph.Integers(axis + 1)]);
    }
}
