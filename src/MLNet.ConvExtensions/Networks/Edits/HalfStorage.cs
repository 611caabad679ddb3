using System.Runtime.InteropServices;
using Google.Protobuf;
using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Halves a network's file: weights are stored in 16 bits, and turned into 32 before they are used.</summary>
internal static class HalfStorage
{
    /// <summary>Tensors of fewer elements stay as they are: biases and statistics, which need their precision, and weigh nothing.</summary>
    private const int FewestElements = 1024;

    private const string Suffix = "_half";

    /// <summary>
    /// The network with its larger weights in 16 bits, each behind a Cast: a network that any program computes in 32 bits.
    /// </summary>
    public static OnnxNetwork Pack(OnnxNetwork network)
    {
        GraphProto graph = network.Graph.Copy();
        var casts = new List<NodeProto>();
        for (int i = 0; i < graph.Initializer.Count; i++)
        {
            TensorProto tensor = graph.Initializer[i];
            if (tensor.DataType != (int)OnnxElementType.Float || TensorContents.ElementCount(tensor.Dims) is not >= FewestElements)
                continue;
            double[] values = TensorContents.ReadNumbers(tensor, int.MaxValue)!;
            graph.Initializer[i] = new TensorProto
            {
                Name = graph.FreeName(tensor.Name + Suffix),
                DataType = (int)OnnxElementType.Float16,
                Dims = { tensor.Dims },
                RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, v => (Half)v))),
            };
            NodeProto cast = Node("Cast", tensor.Name, graph.Initializer[i].Name);
            cast.Attribute.Add(Attribute("to", (long)OnnxElementType.Float));
            casts.Add(cast);
        }

        NodeProto[] nodes = [.. graph.Node];
        graph.Node.Clear();
        graph.Node.Add([.. casts, .. nodes]);
        return network.Edited(graph);
    }

    /// <summary>The network with weights of 32 bits that <see cref="Pack"/> had made 16: trainable, and without the casts.</summary>
    public static OnnxNetwork Unpack(OnnxNetwork network)
    {
        GraphProto graph = network.Graph.Copy();
        Dictionary<string, NodeProto> casts = graph.Node.Where(n => n.OpType == "Cast").ToDictionary(n => n.Input[0]);
        for (int i = 0; i < graph.Initializer.Count; i++)
        {
            TensorProto tensor = graph.Initializer[i];
            if (tensor.DataType != (int)OnnxElementType.Float16 || !casts.TryGetValue(tensor.Name, out NodeProto? cast))
                continue;
            float[] values = Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(tensor.RawData.Span).ToArray(), v => (float)v);
            graph.Initializer[i] = TensorContents.Floats(cast.Output[0], values, [.. tensor.Dims]);
            graph.Node.Remove(cast);
        }

        return network.Edited(graph);
    }
}
