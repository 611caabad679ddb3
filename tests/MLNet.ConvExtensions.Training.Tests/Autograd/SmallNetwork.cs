using System.Runtime.InteropServices;
using Google.Protobuf;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions.Training.Tests.Autograd;

/// <summary>Networks of a few nodes, written out in a test: input 'x', output 'y', and what is between.</summary>
internal sealed class SmallNetwork(long opset, OnnxElementType type, params long[] inputShape)
{
    private readonly GraphProto _graph = new() { Name = "small" };
    private readonly Random _random = new(5);

    /// <summary>Adds weights of random numbers between -1 and 1.</summary>
    public SmallNetwork Weights(string name, params long[] shape) =>
        Tensor(
            name,
            type,
            shape,
            Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (_random.NextDouble() * 2) - 1).ToArray()
        );

    public SmallNetwork Numbers(string name, long[] shape, params double[] values) => Tensor(name, type, shape, values);

    public SmallNetwork Floats(string name, params double[] values) => Tensor(name, OnnxElementType.Float, [values.Length], values);

    public SmallNetwork Integers(string name, params long[] values)
    {
        _graph.Initializer.Add(TensorContents.Integers(name, values));
        return this;
    }

    /// <summary>Adds a node: <c>y = Conv(x, w)</c>; an input that isn't given is empty.</summary>
    public SmallNetwork Node(string output, string operation, string inputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = output.Split(',')[0] + "_node" };
        node.Input.Add(inputs.Split(',', StringSplitOptions.TrimEntries).Where((i, at) => i.Length > 0 || at > 0));
        node.Output.Add(output.Split(',', StringSplitOptions.TrimEntries));
        node.Attribute.Add(attributes.Select(a => Attribute(a.Name, a.Value)));
        _graph.Node.Add(node);
        return this;
    }

    public SmallNetwork Domain(string domain)
    {
        _graph.Node[^1].Domain = domain;
        return this;
    }

    public OnnxNetwork Build(params string[] outputs)
    {
        var model = new ModelProto { IrVersion = 8, Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        if (_graph.Node.Any(n => n.Domain.Length > 0))
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        _graph.Input.Add(Value("x", type, inputShape));
        _graph.Output.Add((outputs.Length == 0 ? ["y"] : outputs).Select(o => new ValueInfoProto { Name = o }));
        OnnxNetwork network = OnnxNetwork.FromBytes(model.ToByteArray());
        return network;
    }

    private static ValueInfoProto Value(string name, OnnxElementType element, long[] shape) =>
        new()
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor
                {
                    ElemType = (int)element,
                    Shape = new TensorShapeProto { Dim = { shape.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }) } },
                },
            },
        };

    private static AttributeProto Attribute(string name, object value) =>
        value switch
        {
            int i => new AttributeProto
            {
                Name = name,
                I = i,
                Type = AttributeProto.Types.AttributeType.Int,
            },
            double d => new AttributeProto
            {
                Name = name,
                F = (float)d,
                Type = AttributeProto.Types.AttributeType.Float,
            },
            string s => new AttributeProto
            {
                Name = name,
                S = ByteString.CopyFromUtf8(s),
                Type = AttributeProto.Types.AttributeType.String,
            },
            _ => new AttributeProto
            {
                Name = name,
                Ints = { ((int[])value).Select(i => (long)i) },
                Type = AttributeProto.Types.AttributeType.Ints,
            },
        };

    private SmallNetwork Tensor(string name, OnnxElementType element, long[] shape, double[] values)
    {
        byte[] raw =
            element == OnnxElementType.Double
                ? MemoryMarshal.AsBytes(values.AsSpan()).ToArray()
                : MemoryMarshal.AsBytes(Array.ConvertAll(values, v => (float)v).AsSpan()).ToArray();
        _graph.Initializer.Add(
            new TensorProto
            {
                Name = name,
                DataType = (int)element,
                Dims = { shape },
                RawData = ByteString.CopyFrom(raw),
            }
        );
        return this;
    }
}
