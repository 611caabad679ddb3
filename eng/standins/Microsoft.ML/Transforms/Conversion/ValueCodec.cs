using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How values of the primitive column types, and vectors of them, are written to model files.</summary>
internal static class ValueCodec
{
    private static readonly PrimitiveDataViewType[] Types =
    [
        TextDataViewType.Instance, BooleanDataViewType.Instance, NumberDataViewType.SByte, NumberDataViewType.Byte,
        NumberDataViewType.Int16, NumberDataViewType.UInt16, NumberDataViewType.Int32, NumberDataViewType.UInt32,
        NumberDataViewType.Int64, NumberDataViewType.UInt64, NumberDataViewType.Single, NumberDataViewType.Double,
        TimeSpanDataViewType.Instance, DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance, RowIdDataViewType.Instance,
    ];

    public static void WriteType(BinaryWriter writer, DataViewType type)
    {
        DataViewType item = type.GetItemType();
        int index = Array.FindIndex(Types, known => known.RawType == item.RawType);
        if (index < 0)
            throw Contracts.Except($"Values of type '{type}' can't be written to a model file.");
        writer.Write((byte)index);
        writer.Write(item.GetKeyCount());
        int[] dimensions = type is VectorDataViewType vector ? [.. vector.Dimensions] : [];
        writer.Write(dimensions.Length);
        foreach (int dimension in dimensions)
            writer.Write(dimension);
    }

    public static DataViewType ReadType(BinaryReader reader)
    {
        int index = reader.ReadByte();
        Contracts.CheckDecode(index < Types.Length, "The model file holds a column type that isn't known.");
        PrimitiveDataViewType item = Types[index];
        ulong keys = reader.ReadUInt64();
        if (keys > 0)
            item = new KeyDataViewType(item.RawType, keys);
        var dimensions = new int[reader.ReadInt32()];
        for (int i = 0; i < dimensions.Length; i++)
            dimensions[i] = reader.ReadInt32();
        return dimensions.Length == 0 ? item : new VectorDataViewType(item, dimensions);
    }

    public static void WriteVector<T>(BinaryWriter writer, in VBuffer<T> vector)
    {
        Action<BinaryWriter, T> write = WriterOf<T>();
        writer.Write(vector.Length);
        writer.Write(vector.GetValues().Length);
        foreach (T value in vector.GetValues())
            write(writer, value);
        foreach (int index in vector.GetIndices())
            writer.Write(index);
    }

    public static VBuffer<T> ReadVector<T>(BinaryReader reader)
    {
        Func<BinaryReader, T> read = ReaderOf<T>();
        int length = reader.ReadInt32();
        var values = new T[reader.ReadInt32()];
        for (int i = 0; i < values.Length; i++)
            values[i] = read(reader);
        if (values.Length == length)
            return new VBuffer<T>(length, values);
        var indices = new int[values.Length];
        for (int i = 0; i < indices.Length; i++)
            indices[i] = reader.ReadInt32();
        return new VBuffer<T>(length, values.Length, values, indices);
    }

    public static Action<BinaryWriter, T> WriterOf<T>() => (Action<BinaryWriter, T>)WriterOf(typeof(T));

    public static Func<BinaryReader, T> ReaderOf<T>() => (Func<BinaryReader, T>)ReaderOf(typeof(T));

    private static Delegate WriterOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => (BinaryWriter writer, bool value) => writer.Write(value),
        TypeCode.SByte => (BinaryWriter writer, sbyte value) => writer.Write(value),
        TypeCode.Byte => (BinaryWriter writer, byte value) => writer.Write(value),
        TypeCode.Int16 => (BinaryWriter writer, short value) => writer.Write(value),
        TypeCode.UInt16 => (BinaryWriter writer, ushort value) => writer.Write(value),
        TypeCode.Int32 => (BinaryWriter writer, int value) => writer.Write(value),
        TypeCode.UInt32 => (BinaryWriter writer, uint value) => writer.Write(value),
        TypeCode.Int64 => (BinaryWriter writer, long value) => writer.Write(value),
        TypeCode.UInt64 => (BinaryWriter writer, ulong value) => writer.Write(value),
        TypeCode.Single => (BinaryWriter writer, float value) => writer.Write(value),
        TypeCode.Double => (BinaryWriter writer, double value) => writer.Write(value),
        TypeCode.DateTime => (BinaryWriter writer, DateTime value) => writer.Write(value.ToBinary()),
        _ when type == typeof(ReadOnlyMemory<char>) => (BinaryWriter writer, ReadOnlyMemory<char> value) => writer.Write(value.ToString()),
        _ when type == typeof(TimeSpan) => (BinaryWriter writer, TimeSpan value) => writer.Write(value.Ticks),
        _ when type == typeof(DateTimeOffset) => WriteDateTimeOffset,
        _ when type == typeof(DataViewRowId) => WriteRowId,
        _ => throw Contracts.Except($"Values of type '{type}' can't be written to a model file."),
    };

    private static Delegate ReaderOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => (BinaryReader reader) => reader.ReadBoolean(),
        TypeCode.SByte => (BinaryReader reader) => reader.ReadSByte(),
        TypeCode.Byte => (BinaryReader reader) => reader.ReadByte(),
        TypeCode.Int16 => (BinaryReader reader) => reader.ReadInt16(),
        TypeCode.UInt16 => (BinaryReader reader) => reader.ReadUInt16(),
        TypeCode.Int32 => (BinaryReader reader) => reader.ReadInt32(),
        TypeCode.UInt32 => (BinaryReader reader) => reader.ReadUInt32(),
        TypeCode.Int64 => (BinaryReader reader) => reader.ReadInt64(),
        TypeCode.UInt64 => (BinaryReader reader) => reader.ReadUInt64(),
        TypeCode.Single => (BinaryReader reader) => reader.ReadSingle(),
        TypeCode.Double => (BinaryReader reader) => reader.ReadDouble(),
        TypeCode.DateTime => (BinaryReader reader) => DateTime.FromBinary(reader.ReadInt64()),
        _ when type == typeof(ReadOnlyMemory<char>) => (BinaryReader reader) => reader.ReadString().AsMemory(),
        _ when type == typeof(TimeSpan) => (BinaryReader reader) => new TimeSpan(reader.ReadInt64()),
        _ when type == typeof(DateTimeOffset) => (BinaryReader reader) => new DateTimeOffset(reader.ReadInt64(), new TimeSpan(reader.ReadInt64())),
        _ when type == typeof(DataViewRowId) => (BinaryReader reader) => new DataViewRowId(reader.ReadUInt64(), reader.ReadUInt64()),
        _ => throw Contracts.ExceptDecode($"Values of type '{type}' can't be read from a model file."),
    };

    private static void WriteDateTimeOffset(BinaryWriter writer, DateTimeOffset value)
    {
        writer.Write(value.Ticks);
        writer.Write(value.Offset.Ticks);
    }

    private static void WriteRowId(BinaryWriter writer, DataViewRowId value)
    {
        writer.Write(value.Low);
        writer.Write(value.High);
    }
}
