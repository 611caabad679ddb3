using MLNet.ConvExtensions.Onnx;
using static MLNet.ConvExtensions.GraphEdits;

namespace MLNet.ConvExtensions;

/// <summary>Edits that a network needs to serve as a stage's features: a settled image size, and an output of one plain row.</summary>
internal static class FeatureEdits
{
    /// <summary>The network with the height and width of its image settled where they are open.</summary>
    public static OnnxNetwork WithImageSize(this OnnxNetwork network, int height, int width)
    {
        ImageInput image = network.GetImageInput();
        if (image.Height is not null && image.Width is not null)
            return network;
        Dim[] shape = [.. network.Info(image.Name).Shape!];
        (int h, int w) = image.Layout == ImageLayout.Nchw ? (2, 3) : (1, 2);
        (shape[h], shape[w]) = (Dim.Of(height), Dim.Of(width));
        GraphProto graph = network.Graph.Copy();
        graph.Input.Clear();
        graph.Input.Add(Describe(image.Name, TensorInfo.Of(image.ElementType, shape)));

        // What the file says of sizes inside was said of open ones.
        graph.ValueInfo.Clear();
        ValueInfoProto[] outputs = [.. graph.Output.Select(o => Describe(o.Name, TensorInfo.Of(network.Info(o.Name).Type, null)))];
        graph.Output.Clear();
        graph.Output.Add(outputs);
        return network.Edited(graph);
    }

    /// <summary>The network for a single image, with its output [1, width] as [width]: ML.NET's type for that is a plain vector.</summary>
    public static OnnxNetwork AsSingleRow(this OnnxNetwork network, int width)
    {
        GraphProto graph = network.Graph.Copy();
        string output = graph.FreeName("row"), shape = graph.FreeName("row_shape");
        graph.Node.Add(Constant(TensorContents.Integers(shape, [width])));
        graph.Node.Add(Node("Reshape", output, graph.Output[0].Name, shape));
        graph.Output.Clear();
        graph.Output.Add(Describe(output, TensorInfo.Of(OnnxElementType.Float, Dim.Of(width))));
        return network.Edited(graph);
    }
}
