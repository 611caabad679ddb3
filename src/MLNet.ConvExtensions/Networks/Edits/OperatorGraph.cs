using Google.Protobuf;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Writes a graph operator by operator; every operator gives the name of its output.</summary>
internal sealed class OperatorGraph
{
    private const string ClassicalDomain = "ai.onnx.ml";
    private const int ClassicalOpset = 2;

    /// <summary>The oldest version of the format with all that the operators need.</summary>
    private const int IrVersion = 8;

    private readonly GraphProto _graph;
    private readonly int _opset;
    private GraphProto _nodes;
    private int _count;

    /// <param name="name">The graph's name.</param>
    /// <param name="opset">The version of ONNX's operators.</param>
    public OperatorGraph(string name, int opset)
    {
        _graph = _nodes = new GraphProto { Name = name };
        _opset = opset;
    }

    public string Input(string input, OnnxElementType type, params long[] shape) => Input(input, type, [.. shape.Select(Dim.Of)]);

    public string Input(string input, OnnxElementType type, params Dim[] shape)
    {
        _graph.Input.Add(GraphEdits.Describe(input, TensorInfo.Of(type, shape)));
        return input;
    }

    public void Output(string output, string tensor, params long[] shape) => Output(output, tensor, [.. shape.Select(Dim.Of)]);

    public void Output(string output, string tensor, params Dim[] shape)
    {
        _graph.Node.Add(GraphEdits.Node("Identity", output, tensor));
        _graph.Output.Add(GraphEdits.Describe(output, TensorInfo.Of(OnnxElementType.Float, shape)));
    }

    public string Integers(params long[] values) => Weight(TensorContents.Integers(Name("integers"), values));

    public string Floats(params float[] values) => Weight(TensorContents.Floats(Name("floats"), values, values.Length));

    public string Doubles(ReadOnlySpan<double> values, params long[] dims) => Weight(TensorContents.Doubles(Name("doubles"), values, dims));

    /// <summary>A whole number that is no vector.</summary>
    public string Integer(long value)
    {
        TensorProto tensor = TensorContents.Integers(Name("integer"), [value]);
        tensor.Dims.Clear();
        return Weight(tensor);
    }

    /// <summary>A number that is no vector.</summary>
    public string Number(float value) => Weight(TensorContents.Floats(Name("number"), [value]));

    /// <summary>An operator of one output.</summary>
    /// <param name="operation">Its type.</param>
    /// <param name="inputs">The names of its inputs; an empty one stands for an input that is left out.</param>
    /// <param name="attributes">Its attributes.</param>
    public string Op(string operation, ReadOnlySpan<string> inputs, params AttributeProto[] attributes)
    {
        NodeProto node = GraphEdits.Node(operation, Name(operation), [.. inputs]);
        node.Attribute.Add(attributes);
        _nodes.Node.Add(node);
        return node.Output[0];
    }

    /// <summary>The largest or least numbers along the last axis, in order.</summary>
    /// <param name="tensor">The numbers.</param>
    /// <param name="count">How many.</param>
    /// <param name="largest">Whether the largest, and not the least.</param>
    public string TopK(string tensor, int count, bool largest)
    {
        var node = new NodeProto
        {
            OpType = "TopK",
            Input = { tensor, Integers(count) },
            Output = { Name("values"), Name("places") },
        };
        node.Attribute.Add(GraphEdits.Attribute("largest", largest ? 1 : 0));
        _nodes.Node.Add(node);
        return node.Output[0];
    }

    /// <summary>
    /// The parts of each text (ONNX StringSplit) along a new last axis, filled up with empty texts where others have more parts.
    /// </summary>
    /// <param name="texts">The texts' tensor.</param>
    /// <param name="delimiter">What stands between parts.</param>
    public string Split(string texts, string delimiter)
    {
        var node = new NodeProto
        {
            OpType = "StringSplit",
            Input = { texts },
            Output = { Name("parts"), Name("count") },
        };
        node.Attribute.Add(GraphEdits.Attribute("delimiter", delimiter));
        _nodes.Node.Add(node);
        return node.Output[0];
    }

    /// <summary>A number for each text (ONNX LabelEncoder).</summary>
    /// <param name="texts">The texts' tensor.</param>
    /// <param name="known">The texts that are known.</param>
    /// <param name="numbers">The number of each.</param>
    /// <param name="otherwise">That of all others.</param>
    public string NumberOf(string texts, IEnumerable<string> known, IEnumerable<float> numbers, float otherwise)
    {
        var node = new NodeProto
        {
            OpType = "LabelEncoder",
            Domain = ClassicalDomain,
            Input = { texts },
            Output = { Name("numbers") },
        };
        node.Attribute.Add(
            new AttributeProto
            {
                Name = "keys_strings",
                Strings = { known.Select(ByteString.CopyFromUtf8) },
                Type = AttributeProto.Types.AttributeType.Strings,
            }
        );
        node.Attribute.Add(
            new AttributeProto
            {
                Name = "values_floats",
                Floats = { numbers },
                Type = AttributeProto.Types.AttributeType.Floats,
            }
        );
        node.Attribute.Add(GraphEdits.Attribute("default_float", otherwise));
        _nodes.Node.Add(node);
        return node.Output[0];
    }

    /// <summary>Names for an output's values, as ML.NET looks for them: a node of this name that nothing depends on.</summary>
    public void SlotNames(string output, IReadOnlyList<string> names)
    {
        var nothing = new TensorProto
        {
            Name = Name("text"),
            DataType = (int)OnnxElementType.String,
            Dims = { 1 },
            StringData = { ByteString.Empty },
        };
        var node = new NodeProto
        {
            OpType = "LabelEncoder",
            Domain = ClassicalDomain,
            Name = $"mlnet.{output}.SlotNames",
            Input = { Weight(nothing) },
            Output = { Name("slot") },
        };
        node.Attribute.Add(
            new AttributeProto
            {
                Name = "keys_strings",
                Strings = { names.Select(ByteString.CopyFromUtf8) },
                Type = AttributeProto.Types.AttributeType.Strings,
            }
        );
        node.Attribute.Add(GraphEdits.Attribute("values_int64s", Enumerable.Range(0, names.Count).Select(i => (long)i)));
        _graph.Node.Add(node);
    }

    /// <summary>One of two parts, of which only the one that is chosen is computed. Each gives the name of its result.</summary>
    public string If(string condition, Func<string> then, Func<string> otherwise)
    {
        AttributeProto Branch(string branch, Func<string> part)
        {
            GraphProto outer = _nodes,
                inner = new() { Name = Name(branch) };
            _nodes = inner;
            string result = part();
            _nodes = outer;
            inner.Output.Add(new ValueInfoProto { Name = result });
            return new AttributeProto
            {
                Name = branch,
                G = inner,
                Type = AttributeProto.Types.AttributeType.Graph,
            };
        }

        return Op("If", [condition], Branch("then_branch", then), Branch("else_branch", otherwise));
    }

    public string Cast(string tensor, OnnxElementType type) => Op("Cast", [tensor], GraphEdits.Attribute("to", (long)type));

    public OnnxNetwork ToNetwork()
    {
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "MLNet.ConvExtensions",
            Graph = _graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = _opset });
        if (_graph.Node.Any(n => n.Domain == ClassicalDomain))
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = ClassicalDomain, Version = ClassicalOpset });
        return new OnnxNetwork(model);
    }

    private string Weight(TensorProto tensor)
    {
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private string Name(string kind) => $"{kind}_{_count++}";
}
