using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Lets a network of features take larger images: it sees parts of them, and the features are averaged.</summary>
internal static class CropEdit
{
    /// <summary>
    /// A batch before crops or after the mean over them is another one than the network's own: the same name would tell ONNX Runtime
    /// that they are of one length.
    /// </summary>
    private const string Batch = "images";

    /// <summary>The network for images of a size that is at least its own.</summary>
    /// <param name="network">A network of planes, [N, C, H, W], with rows of features, [N, F], as its only output.</param>
    /// <param name="crops">The parts that it sees.</param>
    /// <param name="height">The new height.</param>
    /// <param name="width">The new width.</param>
    public static OnnxNetwork WithCrops(this OnnxNetwork network, ImageCrops crops, int height, int width)
    {
        Dim[] shape = network.Info(network.Inputs[0].Name).Shape!;
        int rows = (int)shape[2].Size!.Value,
            columns = (int)shape[3].Size!.Value;
        Window[] windows = [.. Windows(crops, height - rows, width - columns)];
        if (windows.Length == 1 && height == rows && width == columns)
            return network;

        string inner = network.Inputs[0].Name,
            outer = network.Graph.FreeName("image");
        var nodes = new List<NodeProto>();
        string Pick(string from, int axis, string name, IEnumerable<int> positions)
        {
            string indices = network.Graph.FreeName(name + "_positions"),
                picked = network.Graph.FreeName(name);
            nodes.Add(Constant(TensorContents.Integers(indices, [.. positions.Select(p => (long)p)])));
            NodeProto gather = Node("Gather", picked, from, indices);
            gather.Attribute.Add(Attribute("axis", axis));
            nodes.Add(gather);
            return picked;
        }

        var parts = new List<string>();
        foreach (Window window in windows)
        {
            string band = Pick(outer, 2, $"rows_{parts.Count}", Enumerable.Range(window.Top, rows));
            IEnumerable<int> across = Enumerable.Range(window.Left, columns);
            parts.Add(Pick(band, 3, $"crop_{parts.Count}", window.Mirrored ? across.Reverse() : across));
        }

        if (parts.Count == 1)
        {
            nodes[^1].Output[0] = inner;
        }
        else
        {
            NodeProto all = Node("Concat", inner, [.. parts]);
            all.Attribute.Add(Attribute("axis", 0));
            nodes.Add(all);
        }

        GraphProto graph = network.WithInput(outer, nodes, [Dim.Named(Batch), shape[1], Dim.Of(height), Dim.Of(width)]);
        if (parts.Count > 1)
            AverageOver(graph, parts.Count, network.Info(graph.Output[0].Name).Shape![1], network.OpsetVersion);
        return network.Edited(graph);
    }

    private static IEnumerable<Window> Windows(ImageCrops crops, int spareRows, int spareColumns)
    {
        // Half pixels are rounded to even, as Python does.
        static int Half(int spare) => (int)Math.Round(spare / 2.0, MidpointRounding.ToEven);
        var center = new Window(Half(spareRows), Half(spareColumns), Mirrored: false);
        Window[] upright =
            crops == ImageCrops.TenCrop
                ? [new(0, 0, false), new(0, spareColumns, false), new(spareRows, 0, false), new(spareRows, spareColumns, false), center]
                : [center];
        return crops == ImageCrops.Center ? upright : upright.Concat(upright.Select(w => w with { Mirrored = true }));
    }

    /// <summary>A copy of the graph with nodes in front that make its input out of a new one.</summary>
    public static GraphProto WithInput(this OnnxNetwork network, string name, IEnumerable<NodeProto> nodes, Dim[] shape)
    {
        string old = network.Inputs[0].Name;
        GraphProto graph = network.Graph.Copy();
        NodeProto[] behind = [.. graph.Node];
        graph.Node.Clear();
        graph.Node.Add([.. nodes, .. behind]);
        graph.Input.Remove(graph.Input.First(i => i.Name == old));
        graph.Input.Add(Describe(name, TensorInfo.Of(network.Info(old).Type, shape)));
        return graph;
    }

    private static void AverageOver(GraphProto graph, int parts, Dim width, long opset)
    {
        string shape = graph.FreeName("features_shape"),
            apart = graph.FreeName("features_of_parts"),
            mean = graph.FreeName("features_mean");
        graph.Node.Add(Constant(TensorContents.Integers(shape, [parts, -1, width.Size!.Value])));
        graph.Node.Add(Node("Reshape", apart, graph.Output[0].Name, shape));
        NodeProto average = Node("ReduceMean", mean, apart);
        average.Attribute.Add(Attribute("keepdims", 0));
        if (opset < 18)
        {
            average.Attribute.Add(Attribute("axes", [0L]));
        }
        else
        {
            string axes = graph.FreeName("features_axes");
            graph.Node.Add(Constant(TensorContents.Integers(axes, [0])));
            average.Input.Add(axes);
        }

        graph.Node.Add(average);
        graph.Output.Clear();
        graph.Output.Add(Describe(mean, TensorInfo.Of(OnnxElementType.Float, Dim.Named(Batch), width)));
    }

    private readonly record struct Window(int Top, int Left, bool Mirrored);
}
