using Google.Protobuf;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>
/// The column types of a network's inputs and outputs, read from the model file: what it declares there, before ONNX Runtime
/// infers more, is what columns are typed by.
/// </summary>
internal static class OnnxGraphTypes
{
    // Field numbers of ONNX's protobuf definition.
    private const int ModelGraph = 7;
    private const int GraphInitializer = 5;
    private const int GraphInput = 11;
    private const int GraphOutput = 12;
    private const int ValueName = 1;
    private const int ValueType = 2;
    private const int InitializerElement = 2;
    private const int InitializerName = 8;
    private const int TypeTensor = 1;
    private const int TensorElement = 1;
    private const int TensorShape = 2;
    private const int ShapeDimension = 1;
    private const int DimensionValue = 1;

    public static Dictionary<string, DataViewType> Read(Stream model)
    {
        var types = new Dictionary<string, DataViewType>();
        using var input = new CodedInputStream(model, leaveOpen: true);
        foreach (ByteString graph in Messages(input, ModelGraph))
        {
            foreach ((int field, ByteString value) in Fields(graph))
            {
                if (field is GraphInput or GraphOutput)
                {
                    (string name, DataViewType type) = ReadVariable(value);
                    types[name] = type;
                }
                else if (field == GraphInitializer)
                {
                    CheckWeights(value);
                }
            }
        }

        return types;
    }

    private static (string Name, DataViewType Type) ReadVariable(ByteString variable)
    {
        string name = string.Empty;
        ByteString type = ByteString.Empty;
        foreach ((int field, ByteString value) in Fields(variable))
        {
            if (field == ValueName)
                name = value.ToStringUtf8();
            else if (field == ValueType)
                type = value;
        }

        foreach ((int field, ByteString value) in Fields(type))
        {
            if (field == TypeTensor)
                return (name, ReadTensor(name, value));
        }

        throw Contracts.ExceptNotSupp($"'{name}' of the ONNX model is no tensor; sequences and maps can't be columns here.");
    }

    /// <summary>Weights too must be of a type that a column could have, though none ever does.</summary>
    private static void CheckWeights(ByteString weights)
    {
        int element = 0;
        string name = string.Empty;
        CodedInputStream input = weights.CreateCodedInput();
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case InitializerElement:
                    element = input.ReadInt32();
                    break;
                case InitializerName:
                    name = input.ReadString();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        ItemType(name, element);
    }

    private static DataViewType ReadTensor(string name, ByteString tensor)
    {
        int element = 0;
        List<int> dimensions = [];
        CodedInputStream input = tensor.CreateCodedInput();
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case TensorElement:
                    element = input.ReadInt32();
                    break;
                case TensorShape:
                    dimensions = ReadShape(input.ReadBytes());
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        PrimitiveDataViewType item = ItemType(name, element);
        if (dimensions.Count == 0)
            return item;

        // An unknown number of rows in a batch is 1 here, as one row is one run.
        if (dimensions[0] <= 0)
            dimensions[0] = 1;
        return dimensions.TrueForAll(dimension => dimension > 0)
            ? new VectorDataViewType(item, dimensions.ToArray())
            : new VectorDataViewType(item);
    }

    private static List<int> ReadShape(ByteString shape)
    {
        List<int> dimensions = [];
        foreach ((int field, ByteString value) in Fields(shape))
        {
            if (field != ShapeDimension)
                continue;
            long size = 0;
            CodedInputStream dimension = value.CreateCodedInput();
            for (uint tag = dimension.ReadTag(); tag != 0; tag = dimension.ReadTag())
            {
                if (WireFormat.GetTagFieldNumber(tag) == DimensionValue)
                    size = dimension.ReadInt64();
                else
                    dimension.SkipLastField();
            }

            dimensions.Add((int)Math.Clamp(size, 0, int.MaxValue));
        }

        return dimensions;
    }

    // The numbers of ONNX's TensorProto.DataType.
    private static PrimitiveDataViewType ItemType(string name, int element) => element switch
    {
        1 => NumberDataViewType.Single,
        2 => NumberDataViewType.Byte,
        3 => NumberDataViewType.SByte,
        4 => NumberDataViewType.UInt16,
        5 => NumberDataViewType.Int16,
        6 => NumberDataViewType.Int32,
        7 => NumberDataViewType.Int64,
        8 => TextDataViewType.Instance,
        9 => BooleanDataViewType.Instance,
        11 => NumberDataViewType.Double,
        12 => NumberDataViewType.UInt32,
        13 => NumberDataViewType.UInt64,
        _ => throw Contracts.Except($"'{name}' of the ONNX model has elements of type {element}, which no column type holds."),
    };

    private static IEnumerable<ByteString> Messages(CodedInputStream input, int field)
    {
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagFieldNumber(tag) == field)
                yield return input.ReadBytes();
            else
                input.SkipLastField();
        }
    }

    private static IEnumerable<(int Field, ByteString Value)> Fields(ByteString message)
    {
        CodedInputStream input = message.CreateCodedInput();
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                yield return (WireFormat.GetTagFieldNumber(tag), input.ReadBytes());
            else
                input.SkipLastField();
        }
    }
}
