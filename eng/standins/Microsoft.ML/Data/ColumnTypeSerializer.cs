using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Column types and single values in model files.</summary>
internal static class ColumnTypeSerializer
{
    private static readonly Dictionary<string, PrimitiveDataViewType> Primitives = new PrimitiveDataViewType[]
    {
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16,
        NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64,
        NumberDataViewType.Single, NumberDataViewType.Double, BooleanDataViewType.Instance, TextDataViewType.Instance,
        DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance, TimeSpanDataViewType.Instance, RowIdDataViewType.Instance,
    }.ToDictionary(type => type.ToString()!);

    private enum Kind : byte
    {
        Primitive,
        Key,
        Vector,
    }

    public static bool CanWrite(DataViewType type) => type.GetItemType() is { } item
        && (item is KeyDataViewType || Primitives.ContainsValue((item as PrimitiveDataViewType)!));

    public static void Write(BinaryWriter writer, DataViewType type)
    {
        switch (type)
        {
            case VectorDataViewType vector:
                writer.Write((byte)Kind.Vector);
                Write(writer, vector.ItemType);
                writer.Write(vector.Dimensions.Length);
                foreach (int dimension in vector.Dimensions)
                    writer.Write(dimension);
                break;
            case KeyDataViewType key:
                writer.Write((byte)Kind.Key);
                Write(writer, ColumnTypeExtensions.PrimitiveTypeFromType(key.RawType));
                writer.Write(key.Count);
                break;
            default:
                writer.Write((byte)Kind.Primitive);
                writer.Write(type.ToString()!);
                break;
        }
    }

    public static DataViewType Read(BinaryReader reader)
    {
        switch ((Kind)reader.ReadByte())
        {
            case Kind.Primitive:
                string name = reader.ReadString();
                return Primitives.TryGetValue(name, out PrimitiveDataViewType? primitive)
                    ? primitive
                    : throw Contracts.ExceptDecode($"'{name}' is no column type.");
            case Kind.Key:
                return new KeyDataViewType(Read(reader).RawType, reader.ReadUInt64());
            case Kind.Vector:
                var item = (PrimitiveDataViewType)Read(reader);
                var dimensions = new int[reader.ReadInt32()];
                for (int i = 0; i < dimensions.Length; i++)
                    dimensions[i] = reader.ReadInt32();
                return new VectorDataViewType(item, dimensions);
            default:
                throw Contracts.ExceptDecode("A column type in the model file is damaged.");
        }
    }

    public static void WriteItem(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case ReadOnlyMemory<char> text: writer.Write(text.ToString()); break;
            case bool flag: writer.Write(flag); break;
            case sbyte number: writer.Write(number); break;
            case byte number: writer.Write(number); break;
            case short number: writer.Write(number); break;
            case ushort number: writer.Write(number); break;
            case int number: writer.Write(number); break;
            case uint number: writer.Write(number); break;
            case long number: writer.Write(number); break;
            case ulong number: writer.Write(number); break;
            case float number: writer.Write(number); break;
            case double number: writer.Write(number); break;
            case DateTime time: writer.Write(time.ToBinary()); break;
            case TimeSpan span: writer.Write(span.Ticks); break;
            case DateTimeOffset time:
                writer.Write(time.Ticks);
                writer.Write(time.Offset.Ticks);
                break;
            case DataViewRowId id:
                writer.Write(id.Low);
                writer.Write(id.High);
                break;
            default: throw Contracts.ExceptNotSupp($"A value of type {value.GetType()} can't be written to a model file.");
        }
    }

    public static object ReadItem(BinaryReader reader, Type type) => type switch
    {
        _ when type == typeof(ReadOnlyMemory<char>) => reader.ReadString().AsMemory(),
        _ when type == typeof(bool) => reader.ReadBoolean(),
        _ when type == typeof(sbyte) => reader.ReadSByte(),
        _ when type == typeof(byte) => reader.ReadByte(),
        _ when type == typeof(short) => reader.ReadInt16(),
        _ when type == typeof(ushort) => reader.ReadUInt16(),
        _ when type == typeof(int) => reader.ReadInt32(),
        _ when type == typeof(uint) => reader.ReadUInt32(),
        _ when type == typeof(long) => reader.ReadInt64(),
        _ when type == typeof(ulong) => reader.ReadUInt64(),
        _ when type == typeof(float) => reader.ReadSingle(),
        _ when type == typeof(double) => reader.ReadDouble(),
        _ when type == typeof(DateTime) => DateTime.FromBinary(reader.ReadInt64()),
        _ when type == typeof(TimeSpan) => new TimeSpan(reader.ReadInt64()),
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(reader.ReadInt64(), new TimeSpan(reader.ReadInt64())),
        _ when type == typeof(DataViewRowId) => new DataViewRowId(reader.ReadUInt64(), reader.ReadUInt64()),
        _ => throw Contracts.ExceptNotSupp($"A value of type {type} can't be read from a model file."),
    };
}
