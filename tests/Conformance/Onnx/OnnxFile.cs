using System.Text;

namespace MLNet.ConvExtensions.Conformance.Onnx;

/// <summary>Writes small networks in ONNX form, field by field of its protobuf definition (IR version 7, operator set 13).</summary>
internal sealed class OnnxFile
{
    public const int Float = 1, UInt8 = 2, Int32 = 6, Int64 = 7, Text = 8, Bool = 9, Float16 = 10, Double = 11;

    private readonly MemoryStream _graph = new();

    public OnnxFile() => WriteBytes(_graph, 2, Encoding.UTF8.GetBytes("test"));

    /// <summary>A network of one node over one tensor of floats.</summary>
    public static byte[] OneNode(string operation, string input, object[] inputShape, string output, object[] outputShape) =>
        new OnnxFile().Input(input, Float, inputShape).Node(operation, [input], [output]).Output(output, Float, outputShape).ToBytes();

    /// <param name="shape">A number a dimension, or a name where it is unknown.</param>
    public OnnxFile Input(string name, int type, params object[] shape) => Variable(11, name, type, shape);

    public OnnxFile Output(string name, int type, params object[] shape) => Variable(12, name, type, shape);

    public OnnxFile Node(string operation, string[] inputs, string[] outputs)
    {
        using var node = new MemoryStream();
        foreach (string input in inputs)
            WriteBytes(node, 1, Encoding.UTF8.GetBytes(input));
        foreach (string output in outputs)
            WriteBytes(node, 2, Encoding.UTF8.GetBytes(output));
        WriteBytes(node, 4, Encoding.UTF8.GetBytes(operation));
        WriteBytes(_graph, 1, node.ToArray());
        return this;
    }

    public OnnxFile Weights(string name, int[] shape, float[] values) => Weights(name, Float, shape, [.. values.SelectMany(BitConverter.GetBytes)]);

    public OnnxFile HalfWeights(string name, int[] shape, params Half[] values) => Weights(name, Float16, shape, [.. values.SelectMany(BitConverter.GetBytes)]);

    public byte[] ToBytes()
    {
        using var operators = new MemoryStream();
        WriteBytes(operators, 1, []);
        WriteNumber(operators, 2, 13);
        using var model = new MemoryStream();
        WriteNumber(model, 1, 7);
        WriteBytes(model, 7, _graph.ToArray());
        WriteBytes(model, 8, operators.ToArray());
        return model.ToArray();
    }

    private OnnxFile Weights(string name, int type, int[] shape, byte[] content)
    {
        using var tensor = new MemoryStream();
        foreach (int dimension in shape)
            WriteNumber(tensor, 1, dimension);
        WriteNumber(tensor, 2, type);
        WriteBytes(tensor, 8, Encoding.UTF8.GetBytes(name));
        WriteBytes(tensor, 9, content);
        WriteBytes(_graph, 5, tensor.ToArray());
        return this;
    }

    private OnnxFile Variable(int field, string name, int type, object[] shape)
    {
        using var dimensions = new MemoryStream();
        foreach (object size in shape)
        {
            using var dimension = new MemoryStream();
            if (size is int number)
                WriteNumber(dimension, 1, number);
            else
                WriteBytes(dimension, 2, Encoding.UTF8.GetBytes((string)size));
            WriteBytes(dimensions, 1, dimension.ToArray());
        }

        using var tensor = new MemoryStream();
        WriteNumber(tensor, 1, type);
        WriteBytes(tensor, 2, dimensions.ToArray());
        using var variableType = new MemoryStream();
        WriteBytes(variableType, 1, tensor.ToArray());
        using var variable = new MemoryStream();
        WriteBytes(variable, 1, Encoding.UTF8.GetBytes(name));
        WriteBytes(variable, 2, variableType.ToArray());
        WriteBytes(_graph, field, variable.ToArray());
        return this;
    }

    private static void WriteNumber(Stream stream, int field, long value)
    {
        WriteVarint(stream, (ulong)field << 3);
        WriteVarint(stream, (ulong)value);
    }

    private static void WriteBytes(Stream stream, int field, byte[] value)
    {
        WriteVarint(stream, ((ulong)field << 3) | 2);
        WriteVarint(stream, (ulong)value.Length);
        stream.Write(value);
    }

    private static void WriteVarint(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }
}
