using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks;

/// <summary>Reads and makes the tensors that a graph holds.</summary>
internal static class TensorContents
{
    /// <summary>Bytes per element in raw data, 0 for text and for types of less than a byte or unknown.</summary>
    public static int BytesPerElement(int type) =>
        type switch
        {
            1 or 6 or 12 => 4,
            2 or 3 or 9 or (>= 17 and <= 20) or 24 => 1,
            4 or 5 or 10 or 16 => 2,
            7 or 11 or 13 or 14 => 8,
            15 => 16,
            _ => 0,
        };

    /// <summary>The number of elements that the dimensions ask for, null if negative or beyond what a file can hold.</summary>
    public static long? ElementCount(IEnumerable<long> dims)
    {
        long count = 1;
        foreach (long dim in dims)
        {
            if (dim < 0 || (dim > 0 && count > (1L << 40) / dim))
                return null;
            count *= dim;
        }

        return count;
    }

    /// <summary>Whether the contents fill the dimensions.</summary>
    public static bool IsConsistent(TensorProto tensor)
    {
        if (ElementCount(tensor.Dims) is not { } count)
            return false;
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
            return true;
        if (tensor.HasRawData)
        {
            int size = BytesPerElement(tensor.DataType);
            return tensor.DataType != (int)OnnxElementType.String && (size == 0 || tensor.RawData.Length == count * size);
        }

        return tensor.DataType switch
        {
            1 => tensor.FloatData.Count == count,
            14 => tensor.FloatData.Count == 2 * count,
            2 or 3 or 4 or 5 or 6 or 9 or 10 or 16 => tensor.Int32Data.Count == count,
            7 => tensor.Int64Data.Count == count,
            8 => tensor.StringData.Count == count,
            11 => tensor.DoubleData.Count == count,
            12 or 13 => tensor.Uint64Data.Count == count,
            _ => true,
        };
    }

    /// <summary>The elements of an INT64 or INT32 tensor of at most <paramref name="longest"/> elements, else null.</summary>
    public static long[]? ReadIntegers(TensorProto tensor, int longest = TensorInfo.LongestContents)
    {
        if (tensor.DataType is not ((int)OnnxElementType.Int64 or (int)OnnxElementType.Int32) || !IsReadable(tensor, longest))
            return null;
        if (!tensor.HasRawData)
            return tensor.DataType == (int)OnnxElementType.Int64 ? [.. tensor.Int64Data] : [.. tensor.Int32Data.Select(v => (long)v)];

        ReadOnlySpan<byte> raw = tensor.RawData.Span;
        int size = BytesPerElement(tensor.DataType);
        var values = new long[raw.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> bytes = raw[(i * size)..];
            values[i] = size == 8 ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        }

        return values;
    }

    /// <summary>The elements of a FLOAT, FLOAT16 or DOUBLE tensor of at most <paramref name="longest"/> elements, else null.</summary>
    public static double[]? ReadNumbers(TensorProto tensor, int longest = TensorInfo.LongestContents)
    {
        var type = (OnnxElementType)tensor.DataType;
        if (type is not (OnnxElementType.Float or OnnxElementType.Double or OnnxElementType.Float16) || !IsReadable(tensor, longest))
            return null;
        if (!tensor.HasRawData)
        {
            return type switch
            {
                OnnxElementType.Float => [.. tensor.FloatData.Select(v => (double)v)],
                OnnxElementType.Double => [.. tensor.DoubleData],
                _ => [.. tensor.Int32Data.Select(v => (double)BitConverter.UInt16BitsToHalf(unchecked((ushort)v)))],
            };
        }

        ReadOnlySpan<byte> raw = tensor.RawData.Span;
        int size = BytesPerElement(tensor.DataType);
        var values = new double[raw.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> bytes = raw[(i * size)..];
            values[i] = type switch
            {
                OnnxElementType.Float => BinaryPrimitives.ReadSingleLittleEndian(bytes),
                OnnxElementType.Double => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
                _ => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            };
        }

        return values;
    }

    /// <summary>The elements, little endian, however the tensor has them.</summary>
    /// <exception cref="OnnxNetworkException">They are text, or numbers of less than a byte.</exception>
    public static ReadOnlyMemory<byte> ReadBytes(TensorProto tensor)
    {
        if (tensor.DataType == (int)OnnxElementType.String || BytesPerElement(tensor.DataType) == 0)
            throw new OnnxNetworkException(
                $"The tensor '{tensor.Name}' holds elements of type {(OnnxElementType)tensor.DataType}; allowed: numbers and truth values."
            );
        if (tensor.HasRawData)
            return tensor.RawData.Memory;
        return tensor.DataType switch
        {
            1 or 14 => Bytes<float>([.. tensor.FloatData]),
            7 => Bytes<long>([.. tensor.Int64Data]),
            11 or 15 => Bytes<double>([.. tensor.DoubleData]),
            12 => Bytes<uint>([.. tensor.Uint64Data.Select(v => unchecked((uint)v))]),
            13 => Bytes<ulong>([.. tensor.Uint64Data]),
            6 => Bytes<int>([.. tensor.Int32Data]),
            4 or 5 or 10 or 16 => Bytes<ushort>([.. tensor.Int32Data.Select(v => unchecked((ushort)v))]),
            _ => Bytes<byte>([.. tensor.Int32Data.Select(v => unchecked((byte)v))]),
        };

        static byte[] Bytes<T>(T[] values)
            where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();
    }

    public static TensorProto Integers(string name, ReadOnlySpan<long> values)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)OnnxElementType.Int64,
            Dims = { values.Length },
        };
        var raw = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i * sizeof(long)), values[i]);
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(raw);
        return tensor;
    }

    public static TensorProto Floats(string name, ReadOnlySpan<float> values, params long[] dims)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)OnnxElementType.Float,
            Dims = { dims },
        };
        var raw = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(raw);
        return tensor;
    }

    public static TensorProto Doubles(string name, ReadOnlySpan<double> values, params long[] dims)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)OnnxElementType.Double,
            Dims = { dims },
        };
        var raw = new byte[values.Length * sizeof(double)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(raw.AsSpan(i * sizeof(double)), values[i]);
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(raw);
        return tensor;
    }

    /// <summary>A tensor of half floats.</summary>
    public static TensorProto Halves(string name, float[] values, params long[] dims) =>
        new()
        {
            Name = name,
            DataType = (int)OnnxElementType.Float16,
            Dims = { dims },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, v => (Half)v))),
        };

    private static bool IsReadable(TensorProto tensor, int longest) =>
        ElementCount(tensor.Dims) is { } count
        && count <= longest
        && IsConsistent(tensor)
        && tensor.DataLocation != TensorProto.Types.DataLocation.External;
}
