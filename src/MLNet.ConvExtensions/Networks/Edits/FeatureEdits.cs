using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Edits that a network needs to serve as a stage's features: a settled image size, and an output of one plain row.</summary>
internal static class FeatureEdits
{
    /// <summary>The network with the height and width of its image settled where they are open.</summary>
    /// <exception cref="OnnxNetworkException">It takes images of another size.</exception>
    public static OnnxNetwork SettleImageSize(OnnxNetwork network, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ImageInput image = network.GetImageInput();
        if ((image.Height ?? height) != height || (image.Width ?? width) != width)
        {
            throw new OnnxNetworkException(
                $"The network '{network.Name}' takes images of {image.Width?.ToString() ?? "any width"} x "
                    + $"{image.Height?.ToString() ?? "any height"}; they can't be {width} x {height}."
            );
        }

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

    /// <summary>The network for images of any size, where nothing in it depends on the size that it says.</summary>
    public static OnnxNetwork WithOpenImageSize(this OnnxNetwork network)
    {
        ImageInput image = network.GetImageInput();
        Dim[] shape = [.. network.Info(image.Name).Shape!];
        (int h, int w) = image.Layout == ImageLayout.Nchw ? (2, 3) : (1, 2);
        (shape[h], shape[w]) = (Dim.Named("height"), Dim.Named("width"));
        GraphProto graph = network.Graph.Copy();
        graph.Input.Clear();
        graph.Input.Add(Describe(image.Name, TensorInfo.Of(image.ElementType, shape)));
        graph.ValueInfo.Clear();
        return network.Edited(graph);
    }

    /// <summary>
    /// The network for samples whose channels lie side by side, [N, H, W, C] of images, instead of in planes; of signals and volumes likewise.
    /// </summary>
    public static OnnxNetwork WithInterleavedInput(this OnnxNetwork network)
    {
        string planes = network.Inputs[0].Name,
            pixels = network.Graph.FreeName("interleaved");
        Dim[] shape = network.Info(planes).Shape!;
        NodeProto turn = Node("Transpose", planes, pixels);
        long last = shape.Length - 1;
        turn.Attribute.Add(Attribute("perm", [0L, last, .. Enumerable.Range(1, shape.Length - 2).Select(i => (long)i)]));
        return network.Edited(network.WithInput(pixels, [turn], [shape[0], .. shape[2..], shape[1]]));
    }

    /// <summary>The network for a single image, with its output [1, width] as [width]: ML.NET's type for that is a plain vector.</summary>
    public static OnnxNetwork AsSingleRow(this OnnxNetwork network, int width)
    {
        GraphProto graph = network.Graph.Copy();
        string output = graph.FreeName("row"),
            shape = graph.FreeName("row_shape");
        graph.Node.Add(Constant(TensorContents.Integers(shape, [width])));
        graph.Node.Add(Node("Reshape", output, graph.Output[0].Name, shape));
        graph.Output.Clear();
        graph.Output.Add(Describe(output, TensorInfo.Of(OnnxElementType.Float, Dim.Of(width))));
        return network.Edited(graph);
    }

    /// <summary>
    /// The part of the network from one tensor to another: what lies before the first becomes the input, a batch of any size.
    /// </summary>
    /// <exception cref="FormatException">There are no such tensors, or the part needs more than the first of them.</exception>
    public static OnnxNetwork Between(this OnnxNetwork network, string input, string output)
    {
        TensorInfo first = network.Info(input),
            last = network.Info(output);
        if (first.Shape is not { Length: >= 2 } || last.Shape is null)
            throw new FormatException($"The network '{network.Name}' has no part from a batch '{input}' to features '{output}'.");
        try
        {
            return InputEdit.Apply(network.Edited(network.Graph.Prune([Describe(output, last)])), input);
        }
        catch (OnnxNetworkException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>
    /// The network with weights as constants where ML.NET's OnnxTransformer, which knows no half precision, refuses them: it looks at the
    /// graph's list of weights and inputs, but not into its constants.
    /// </summary>
    public static OnnxNetwork WithoutHalfWeights(this OnnxNetwork network)
    {
        TensorProto[] halves =
        [
            .. network.Graph.Initializer.Where(t => (OnnxElementType)t.DataType is OnnxElementType.Float16 or OnnxElementType.BFloat16),
        ];
        if (halves.Length == 0)
            return network;
        HashSet<string> names = [.. halves.Select(t => t.Name)];
        GraphProto graph = network.Graph.Copy();
        TensorProto[] others = [.. graph.Initializer.Where(t => !names.Contains(t.Name))];
        graph.Initializer.Clear();
        graph.Initializer.Add(others);
        ValueInfoProto[] inputs = [.. graph.Input.Where(i => !names.Contains(i.Name))];
        graph.Input.Clear();
        graph.Input.Add(inputs);
        NodeProto[] nodes = [.. graph.Node];
        graph.Node.Clear();
        graph.Node.Add([.. halves.Select(Constant), .. nodes]);
        return network.Edited(graph);
    }
}
