using Google.Protobuf;
using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions.Tests.Mutation;

/// <summary>Damages a network's meaning and leaves its file in order: what a broken exporter writes, or somebody who means harm.</summary>
internal sealed class GraphMutator(int seed)
{
    private static readonly long[] Extremes =
    [
        0,
        -1,
        1,
        2,
        7,
        1000,
        int.MaxValue,
        int.MinValue,
        1L << 32,
        1L << 40,
        long.MaxValue,
        long.MinValue,
    ];

    private readonly Random _random = new(seed);

    public byte[] Damage(byte[] original)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(original);
        for (int i = _random.Next(1, 4); i > 0; i--)
            DamageOnce(model);
        return model.ToByteArray();
    }

    private void DamageOnce(ModelProto model)
    {
        GraphProto graph = model.Graph;
        NodeProto node = Any(graph.Node);
        switch (Math.Max(0, _random.Next(-6, 14)))
        {
            case 0 when node.Attribute.Count > 0:
                Change(Any(node.Attribute));
                break;
            case 1 when node.Attribute.Count > 0:
                node.Attribute.RemoveAt(_random.Next(node.Attribute.Count));
                break;
            case 2 when graph.Initializer.Count > 0:
                ChangeDimension(Any(graph.Initializer));
                break;
            case 3 when graph.Initializer.Count > 0:
                TensorProto weights = Any(graph.Initializer);
                weights.RawData = ByteString.CopyFrom(weights.RawData.Span[..(weights.RawData.Length / 2)]);
                break;
            case 4 when graph.Initializer.Count > 0:
                Any(graph.Initializer).DataType = _random.Next(-1, 20);
                break;
            case 5 when node.Input.Count > 0:
                // Another tensor's name: a later one makes a circle, an earlier one other shapes.
                NodeProto other = Any(graph.Node);
                node.Input[_random.Next(node.Input.Count)] = _random.Next(3) switch
                {
                    0 => "",
                    1 => other.Output.FirstOrDefault(""),
                    _ => Any(graph.Initializer).Name,
                };
                break;
            case 6:
                node.OpType = _random.Next(3) switch
                {
                    0 => "",
                    1 => Any(graph.Node).OpType,
                    _ => "NoSuchOperator",
                };
                break;
            case 7 when graph.Node.Count > 1:
                graph.Node.RemoveAt(_random.Next(graph.Node.Count));
                break;
            case 8:
                graph.Node.Insert(_random.Next(graph.Node.Count), Any(graph.Node).Clone());
                break;
            case 9:
                ChangeShape(Any([.. graph.Input, .. graph.Output, .. graph.ValueInfo]));
                break;
            case 10 when node.Output.Count > 0:
                node.Output[0] = _random.Next(2) == 0 ? "" : Any(graph.Node).Output.FirstOrDefault("");
                break;
            case 11 when node.Input.Count > 0:
                node.Input.RemoveAt(_random.Next(node.Input.Count));
                break;
            case 12 when node.Output.Count > 0:
                node.Output.RemoveAt(_random.Next(node.Output.Count));
                break;
            default:
                Any(model.OpsetImport).Version = _random.Next(-1, 40);
                break;
        }
    }

    private void Change(AttributeProto attribute)
    {
        if (attribute.Ints.Count > 0)
            attribute.Ints[_random.Next(attribute.Ints.Count)] = Any(Extremes);
        else if (attribute.Type == AttributeProto.Types.AttributeType.Int)
            attribute.I = Any(Extremes);
        else if (attribute.Type == AttributeProto.Types.AttributeType.Float)
            attribute.F = _random.Next(2) == 0 ? float.NaN : -attribute.F;
        else
            attribute.Type = AttributeProto.Types.AttributeType.Ints;
    }

    private void ChangeDimension(TensorProto tensor)
    {
        if (tensor.Dims.Count == 0 || _random.Next(4) == 0)
            tensor.Dims.Add(Any(Extremes));
        else
            tensor.Dims[_random.Next(tensor.Dims.Count)] = Any(Extremes);
    }

    private void ChangeShape(ValueInfoProto value)
    {
        if (value.Type?.TensorType?.Shape is { Dim.Count: > 0 } shape)
            shape.Dim[_random.Next(shape.Dim.Count)].DimValue = Any(Extremes);
    }

    private T Any<T>(IList<T> items) => items[_random.Next(items.Count)];
}
