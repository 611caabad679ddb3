using System.Runtime.InteropServices;
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
    public static HostTensor Of(StoredTensor tensor)
    {
        OnnxElementType type = tensor.ElementType;
        long[] shape = [.. tensor.Shape];
        if (ElementTypes.IsFloating(type))
            return new(type, shape, null, ReadNumbers(tensor));
        if (ElementTypes.IsWhole(type))
            return new(type, shape, ReadIntegers(tensor), null);
        throw new OnnxNetworkException(
            $"A constant of the network holds elements of type {type}, which can't be trained with; allowed are numbers and truth values."
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

    private static double[] ReadNumbers(StoredTensor tensor) =>
        tensor.ElementType == OnnxElementType.Double
            ? MemoryMarshal.Cast<byte, double>(tensor.Bytes.Span).ToArray()
            : Array.ConvertAll(tensor.ToFloats(), n => (double)n);

    private static long[] ReadIntegers(StoredTensor tensor)
    {
        ReadOnlySpan<byte> bytes = tensor.Bytes.Span;
        return tensor.ElementType switch
        {
            OnnxElementType.Int64 or OnnxElementType.UInt64 => MemoryMarshal.Cast<byte, long>(bytes).ToArray(),
            OnnxElementType.Int32 => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), v => (long)v),
            OnnxElementType.UInt32 => Array.ConvertAll(MemoryMarshal.Cast<byte, uint>(bytes).ToArray(), v => (long)v),
            OnnxElementType.Int16 => Array.ConvertAll(MemoryMarshal.Cast<byte, short>(bytes).ToArray(), v => (long)v),
            OnnxElementType.UInt16 => Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), v => (long)v),
            OnnxElementType.Int8 => Array.ConvertAll(MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray(), v => (long)v),
            _ => Array.ConvertAll(bytes.ToArray(), v => (long)v),
        };
    }
}
