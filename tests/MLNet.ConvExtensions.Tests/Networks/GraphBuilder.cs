using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>Writes small ONNX graphs; weights are random, the same on every run.</summary>
internal sealed class GraphBuilder
{
    private readonly ModelProto _model = new() { IrVersion = 8, ProducerName = "tests" };
    private readonly Random _random = new(1);
    private int _count;

    public GraphBuilder(long opset = 13, string name = "net")
    {
        _model.Graph = new GraphProto { Name = name };
        _model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
    }

    public ModelProto Model => _model;

    public GraphProto Graph => _model.Graph;

    /// <summary>The tensor that the next layer takes.</summary>
    public string Last { get; private set; } = "";

    public GraphBuilder Input(string name, params object[] dims) => Input(name, OnnxElementType.Float, dims);

    public GraphBuilder Input(string name, OnnxElementType type, params object[] dims)
    {
        Graph.Input.Add(Value(name, type, dims));
        Last = name;
        return this;
    }

    public GraphBuilder From(string tensor)
    {
        Last = tensor;
        return this;
    }

    public GraphBuilder Output(string name, params object[] dims)
    {
        Graph.Output.Add(dims.Length == 0 ? new ValueInfoProto { Name = name } : Value(name, OnnxElementType.Float, dims));
        return this;
    }

    /// <summary>An operator on the last tensor, further inputs after it; its output has the name of the node.</summary>
    public GraphBuilder Op(string type, string? name = null, string[]? more = null, params AttributeProto[] attributes)
    {
        name ??= $"{type.ToLowerInvariant()}{++_count}";
        return Node(type, name, [Last, .. more ?? []], [name], attributes);
    }

    public GraphBuilder Node(string type, string name, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        Graph.Node.Add(
            new NodeProto
            {
                OpType = type,
                Name = name,
                Input = { inputs },
                Output = { outputs },
                Attribute = { attributes },
            }
        );
        Last = outputs[0];
        return this;
    }

    public GraphBuilder Conv(
        string name,
        int channels,
        int filters,
        int kernel,
        int stride = 1,
        int pad = 0,
        bool bias = true,
        int group = 1
    )
    {
        string[] weights =
        [
            Weights(name + ".weight", filters, channels / group, kernel, kernel),
            .. bias ? new[] { Weights(name + ".bias", filters) } : [],
        ];
        return Op(
            "Conv",
            name,
            weights,
            Ints("kernel_shape", kernel, kernel),
            Ints("strides", stride, stride),
            Ints("pads", pad, pad, pad, pad),
            Int("group", group)
        );
    }

    public GraphBuilder Dense(string name, int from, int to) =>
        Op("Gemm", name, [Weights(name + ".weight", to, from), Weights(name + ".bias", to)], Int("transB", 1));

    public GraphBuilder Pool(string type, string name, int kernel, int stride) =>
        Op(type, name, null, Ints("kernel_shape", kernel, kernel), Ints("strides", stride, stride));

    public GraphBuilder BatchNorm(string name, int channels) =>
        Op(
            "BatchNormalization",
            name,
            [
                Weights(name + ".scale", channels),
                Weights(name + ".shift", channels),
                Weights(name + ".mean", channels),
                Positive(name + ".var", channels),
            ]
        );

    public string Weights(string name, params long[] dims) => Store(name, dims, () => (float)(_random.NextDouble() - 0.5) * 0.5f);

    public string Positive(string name, params long[] dims) => Store(name, dims, () => (float)_random.NextDouble() + 0.5f);

    public string Shape(string name, params long[] values)
    {
        Graph.Initializer.Add(TensorContents.Integers(name, values));
        return name;
    }

    public string Numbers(string name, params float[] values)
    {
        Graph.Initializer.Add(TensorContents.Floats(name, values, values.Length));
        return name;
    }

    public string Scalar(string name, float value)
    {
        Graph.Initializer.Add(TensorContents.Floats(name, [value]));
        return name;
    }

    public ModelProto Finish()
    {
        if (Graph.Output.Count == 0)
            Output(Last);
        return _model;
    }

    public OnnxNetwork Build() => OnnxNetwork.FromBytes(Google.Protobuf.MessageExtensions.ToByteArray(Finish()));

    public static AttributeProto Int(string name, long value) => GraphEdits.Attribute(name, value);

    public static AttributeProto Ints(string name, params long[] values) => GraphEdits.Attribute(name, values);

    public static AttributeProto Floats(string name, params float[] values) =>
        new()
        {
            Name = name,
            Floats = { values },
            Type = AttributeProto.Types.AttributeType.Floats,
        };

    public static AttributeProto Text(string name, string value) =>
        new()
        {
            Name = name,
            S = Google.Protobuf.ByteString.CopyFromUtf8(value),
            Type = AttributeProto.Types.AttributeType.String,
        };

    public static ValueInfoProto Value(string name, OnnxElementType type, params object[] dims) =>
        GraphEdits.Describe(
            name,
            TensorInfo.Of(type, dims.Select(d => d is string symbol ? Dim.Named(symbol) : Dim.Of(Convert.ToInt64(d))).ToArray())
        );

    private string Store(string name, long[] dims, Func<float> next)
    {
        var values = new float[dims.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++)
            values[i] = next();
        Graph.Initializer.Add(TensorContents.Floats(name, values, dims));
        return name;
    }
}
