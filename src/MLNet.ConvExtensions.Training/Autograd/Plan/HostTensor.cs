using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Proto;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>
/// A small tensor in plain arrays: shapes, axes and scales on their way through a graph's arithmetic. Whole numbers and truth values
/// are held as 64-bit integers, floating-point numbers as doubles.
/// </summary>
internal sealed class HostTensor
{
    private HostTensor(OnnxElementType type, long[] shape, long[]? integers, double[]? numbers)
    {
        Type = type;
        Shape = shape;
        Integers = integers;
        Numbers = numbers;
    }

    public OnnxElementType Type { get; }

    public long[] Shape { get; }

    /// <summary>The elements of a tensor of whole numbers or truth values, else null.</summary>
    public long[]? Integers { get; }

    /// <summary>The elements of a tensor of floating-point numbers, else null.</summary>
    public double[]? Numbers { get; }

    public int Count => Integers?.Length ?? Numbers!.Length;

    public bool IsInteger => Integers is not null;

    public static HostTensor Vector(params long[] values) => new(OnnxElementType.Int64, [values.Length], values, null);

    public static HostTensor Create(OnnxElementType type, long[] shape, long[] values) => new(type, shape, values, null);

    public static HostTensor Create(OnnxElementType type, long[] shape, double[] values) => new(type, shape, null, values);

    /// <summary>The contents of a tensor of the graph.</summary>
    /// <exception cref="OnnxNetworkException">It holds text, complex numbers or quantised ones of less than a byte.</exception>
    public static HostTensor Of(TensorProto tensor)
    {
        var type = (OnnxElementType)tensor.DataType;
        long[] shape = [.. tensor.Dims];
        if (ElementTypes.IsFloating(type))
            return new(type, shape, null, ReadNumbers(tensor, type));
        if (ElementTypes.IsWhole(type))
            return new(type, shape, ReadIntegers(tensor, type), null);
        throw new OnnxNetworkException(
            $"The constant '{tensor.Name}' holds elements of type {type}, which can't be trained with; "
                + "allowed are numbers and truth values."
        );
    }

    /// <summary>The elements as whole numbers, fractions cut off.</summary>
    public long[] ToIntegers() => Integers ?? Array.ConvertAll(Numbers!, n => (long)n);

    /// <summary>The elements as floating-point numbers.</summary>
    public double[] ToNumbers() => Numbers ?? Array.ConvertAll(Integers!, n => (double)n);

    /// <summary>The only element.</summary>
    public double Number() => Numbers is not null ? Numbers[0] : Integers![0];

    /// <summary>The only element, of whole numbers.</summary>
    public long Integer() => Integers is not null ? Integers[0] : (long)Numbers![0];

    public HostTensor Reshaped(params long[] shape) => new(Type, shape, Integers, Numbers);

    /// <summary>A tensor of elements of this one.</summary>
    /// <param name="shape">The new shape.</param>
    /// <param name="sources">For each new element, the place of the old one.</param>
    public HostTensor Pick(long[] shape, int[] sources) =>
        Integers is not null
            ? new(Type, shape, Array.ConvertAll(sources, i => Integers[i]), null)
            : new(Type, shape, null, Array.ConvertAll(sources, i => Numbers![i]));

    /// <summary>The same elements as a tensor of TorchSharp.</summary>
    public Tensor Upload(Device device)
    {
        ScalarType type = ElementTypes.Torch(Type);
        using Tensor host = empty(Shape, type);
        if (Count > 0)
            Fill(host.bytes, type);
        return host.to(device, copy: true);
    }

    public static HostTensor Download(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        OnnxElementType type = ElementTypes.Onnx(tensor.dtype);
        bool floating = ElementTypes.IsFloating(type);
        Tensor plain = tensor.detach().to(floating ? ScalarType.Float64 : ScalarType.Int64).cpu().contiguous();
        return floating
            ? new(type, tensor.shape, null, plain.NumberOfElements == 0 ? [] : MemoryMarshal.Cast<byte, double>(plain.bytes).ToArray())
            : new(type, tensor.shape, plain.NumberOfElements == 0 ? [] : MemoryMarshal.Cast<byte, long>(plain.bytes).ToArray(), null);
    }

    private void Fill(Span<byte> bytes, ScalarType type)
    {
        switch (type)
        {
            case ScalarType.Float32:
                Fill(MemoryMarshal.Cast<byte, float>(bytes), Numbers!, n => (float)n);
                break;
            case ScalarType.Float64:
                Numbers!.CopyTo(MemoryMarshal.Cast<byte, double>(bytes));
                break;
            case ScalarType.Int64:
                Integers!.CopyTo(MemoryMarshal.Cast<byte, long>(bytes));
                break;
            case ScalarType.Int32:
                Fill(MemoryMarshal.Cast<byte, int>(bytes), Integers!, n => unchecked((int)n));
                break;
            case ScalarType.Int16:
                Fill(MemoryMarshal.Cast<byte, short>(bytes), Integers!, n => unchecked((short)n));
                break;
            default:
                Fill(bytes, Integers!, n => unchecked((byte)n));
                break;
        }
    }

    private static void Fill<TFrom, TTo>(Span<TTo> to, TFrom[] from, Func<TFrom, TTo> convert)
    {
        for (int i = 0; i < from.Length; i++)
            to[i] = convert(from[i]);
    }

    private static double[] ReadNumbers(TensorProto tensor, OnnxElementType type)
    {
        if (type != OnnxElementType.BFloat16)
            return TensorContents.ReadNumbers(tensor, int.MaxValue)!;
        return Array.ConvertAll(ElementTypes.Halves(tensor), bits => (double)ElementTypes.FromBFloat16(bits));
    }

    private static long[] ReadIntegers(TensorProto tensor, OnnxElementType type)
    {
        if (!tensor.HasRawData)
        {
            return type switch
            {
                OnnxElementType.Int64 => [.. tensor.Int64Data],
                OnnxElementType.UInt32 or OnnxElementType.UInt64 => [.. tensor.Uint64Data.Select(v => unchecked((long)v))],
                _ => [.. tensor.Int32Data.Select(v => (long)v)],
            };
        }

        ReadOnlySpan<byte> raw = tensor.RawData.Span;
        int size = TensorContents.BytesPerElement(tensor.DataType);
        var values = new long[raw.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> bytes = raw.Slice(i * size, size);
            values[i] = type switch
            {
                OnnxElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
                OnnxElementType.UInt64 => unchecked((long)BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
                OnnxElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
                OnnxElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
                OnnxElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
                OnnxElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
                OnnxElementType.Int8 => unchecked((sbyte)bytes[0]),
                _ => bytes[0],
            };
        }

        return values;
    }
}
