using Google.Protobuf;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Tests.Backbones;

/// <summary>Small networks in the layouts that repositories of the hub have; hub.py computes the same with NumPy.</summary>
internal sealed class HubNetworks
{
    private const int Width = 6;

    private readonly GraphProto _graph = new() { Name = "main_graph" };
    private readonly bool _half;
    private int _count;

    private HubNetworks(bool half) => _half = half;

    private OnnxElementType Type => _half ? OnnxElementType.Float16 : OnnxElementType.Float;

    private static Dim Batch => Dim.Named("batch_size");

    /// <summary>A vision transformer with the outputs asked for: logits, last_hidden_state, pooler_output, image_embeds.</summary>
    public static ModelProto Vit(string[] outputs, int front = 1, bool half = false, Dim[]? input = null)
    {
        var made = new HubNetworks(half);
        string tokens = made.Tokens(made.Input(input ?? [Batch, Dim.Of(3), Dim.Of(32), Dim.Of(32)]), front);
        foreach (string output in outputs)
        {
            if (output == "last_hidden_state")
            {
                made.Output(output, tokens, Batch, Dim.Named("tokens"), Dim.Of(Width));
                continue;
            }

            NodeProto first = Node("Gather", made.Name("Gather"), tokens, made.Integer(0));
            first.Attribute.Add(Attribute("axis", 1));
            string token = made.Add(first);
            (string row, int width) = output switch
            {
                "logits" => (made.Op("Add", made.Op("MatMul", token, made.Weight(8, Width, 5)), made.Weight(9, 5)), 5),
                "pooler_output" => (made.Op("Tanh", made.Op("MatMul", token, made.Weight(6, Width, Width))), Width),
                _ => (made.Op("MatMul", token, made.Weight(7, Width, 4)), 4),
            };
            made.Output(output, row, Batch, Dim.Of(width));
        }

        return made.Model();
    }

    /// <summary>A convolution, pooled: to pooler_output [N, C, 1, 1], features [N, C], or logits of these.</summary>
    public static ModelProto Convolution(string output, Dim[] input, bool channelsLast = false, string inputName = "pixel_values")
    {
        var made = new HubNetworks(half: false);
        string pixels = made.Input(input, inputName);
        if (channelsLast)
        {
            NodeProto turned = Node("Transpose", made.Name("Transpose"), pixels);
            turned.Attribute.Add(Attribute("perm", [0L, 3, 1, 2]));
            pixels = made.Add(turned);
        }

        NodeProto convolution = Node("Conv", made.Name("Conv"), pixels, made.Weight(5, Width, 3, 3, 3));
        convolution.Attribute.Add([Attribute("kernel_shape", [3L, 3]), Attribute("strides", [2L, 2]), Attribute("pads", [1L, 1, 1, 1])]);
        string maps = made.Op("Relu", made.Add(convolution));
        string pooled = made.Op("GlobalAveragePool", maps);
        if (output == "pooler_output")
        {
            made.Output("last_hidden_state", maps, Batch, Dim.Of(Width), Dim.Named("height"), Dim.Named("width"));
            made.Output(output, pooled, input[0], Dim.Of(Width), Dim.Of(1), Dim.Of(1));
            return made.Model();
        }

        string row = made.Op("Flatten", pooled);
        if (output == "logits")
            made.Output(output, made.Op("Add", made.Op("MatMul", row, made.Weight(8, Width, 5)), made.Weight(9, 5)), input[0], Dim.Of(5));
        else
            made.Output(output, row, input[0], Dim.Of(Width));
        return made.Model();
    }

    /// <summary>The model of images and texts that a repository has beside the part for images.</summary>
    public static ModelProto TwoTowers()
    {
        ModelProto model = Vit(["image_embeds"]);
        model.Graph.Input.Insert(0, Describe("input_ids", TensorInfo.Of(OnnxElementType.Int64, Batch, Dim.Named("sequence_length"))));
        model.Graph.Node.Add(Node("Identity", "same_ids", "input_ids"));
        model.Graph.Output.Add(Describe("same_ids", TensorInfo.Of(OnnxElementType.Int64, Batch, Dim.Named("sequence_length"))));
        return model;
    }

    /// <summary>The part for texts.</summary>
    public static ModelProto TextTower()
    {
        ModelProto model = TwoTowers();
        GraphProto graph = model.Graph.Prune([.. model.Graph.Output.Where(o => o.Name == "same_ids")]);
        return model.With(graph);
    }

    /// <summary>A model and the file of its weights, which it names as exporters do.</summary>
    public static (byte[] Model, byte[] Weights) WithExternalData(ModelProto model, string file)
    {
        ModelProto copy = model.Clone();
        using var weights = new MemoryStream();
        foreach (TensorProto tensor in copy.Graph.Initializer.Where(t => t.DataType == (int)OnnxElementType.Float))
        {
            byte[] bytes = TensorContents.ReadBytes(tensor).ToArray();
            tensor.RawData = ByteString.Empty;
            tensor.ClearRawData();
            tensor.FloatData.Clear();
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = file });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{weights.Length}" });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{bytes.Length}" });
            weights.Write(bytes);
        }

        return (copy.ToByteArray(), weights.ToArray());
    }

    private string Tokens(string pixels, int front)
    {
        const int patch = 8;
        NodeProto patches = Node("Conv", Name("Conv"), pixels, Weight(1, Width, 3, patch, patch));
        patches.Attribute.Add([Attribute("kernel_shape", [(long)patch, patch]), Attribute("strides", [(long)patch, patch])]);
        string flat = Op("Reshape", Add(patches), Integers(0, Width, -1));
        NodeProto turned = Node("Transpose", Name("Transpose"), flat);
        turned.Attribute.Add(Attribute("perm", [0L, 2, 1]));
        string tokens = Op("Mul", Add(turned), Values([0.1f]));
        if (front > 0)
        {
            NodeProto batch = Node("Gather", Name("Gather"), Op("Shape", pixels), Integers(0));
            batch.Attribute.Add(Attribute("axis", 0));
            string size = Concat(0, Add(batch), Integers(front, Width));
            tokens = Concat(1, Op("Expand", Weight(2, 1, front, Width), size), tokens);
        }

        tokens = Op("Add", tokens, Weight(3, 1, (Positions + front), Width));
        NodeProto other = Node("Transpose", Name("Transpose"), tokens);
        other.Attribute.Add(Attribute("perm", [0L, 2, 1]));
        string score = Op("Div", Op("MatMul", tokens, Add(other)), Values([MathF.Sqrt(Width)]));
        NodeProto softmax = Node("Softmax", Name("Softmax"), score);
        softmax.Attribute.Add(Attribute("axis", -1));
        return Op("Tanh", Op("MatMul", Op("MatMul", Add(softmax), tokens), Weight(4, Width, Width)));
    }

    /// <summary>Patches of the image.</summary>
    private int Positions { get; set; } = 16;

    private string Input(Dim[] shape, string name = "pixel_values")
    {
        _graph.Input.Add(Describe(name, TensorInfo.Of(Type, shape)));
        if (shape is [_, _, { Size: { } height }, { Size: { } width }] && height > 4)
            Positions = (int)(height / 8 * (width / 8));
        return name;
    }

    private void Output(string output, string tensor, params Dim[] shape)
    {
        _graph.Node.Add(Node("Identity", output, tensor));
        _graph.Output.Add(Describe(output, TensorInfo.Of(Type, shape)));
    }

    private ModelProto Model()
    {
        var model = new ModelProto
        {
            IrVersion = 8,
            ProducerName = "pytorch",
            Graph = _graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 14 });
        return model;
    }

    private string Weight(int seed, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, d) => product * d)];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(0.5 * Math.Sin((1.3 * i) + seed));
        return Values(values, shape);
    }

    private string Values(float[] values, params long[] shape)
    {
        string name = Name("onnx::MatMul");
        _graph.Initializer.Add(_half ? TensorContents.Halves(name, values, shape) : TensorContents.Floats(name, values, shape));
        return name;
    }

    private string Integers(params long[] values)
    {
        string name = Name("Constant");
        _graph.Node.Add(Constant(TensorContents.Integers(name, values)));
        return name;
    }

    private string Integer(long value)
    {
        TensorProto tensor = TensorContents.Integers(Name("Constant"), [value]);
        tensor.Dims.Clear();
        _graph.Node.Add(Constant(tensor));
        return tensor.Name;
    }

    private string Concat(long axis, params string[] inputs)
    {
        NodeProto node = Node("Concat", Name("Concat"), inputs);
        node.Attribute.Add(Attribute("axis", axis));
        return Add(node);
    }

    private string Op(string operation, params string[] inputs) => Add(Node(operation, Name(operation), inputs));

    private string Add(NodeProto node)
    {
        _graph.Node.Add(node);
        return node.Output[0];
    }

    private string Name(string kind) => $"/vit/{kind}_{_count++}";
}
