using System.Runtime.InteropServices;
using Google.Protobuf;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions;

/// <summary>A tensor whose contents are part of a network's file: a weight, a running statistic, a constant. It never changes.</summary>
public sealed class StoredTensor
{
    private readonly TensorProto? _proto;
    private readonly Lazy<ReadOnlyMemory<byte>> _bytes;

    /// <summary>Creates a tensor.</summary>
    /// <param name="elementType">The type of its elements: any number or truth value of whole bytes.</param>
    /// <param name="shape">Its dimensions, outermost first; none for a single number.</param>
    /// <param name="bytes">The elements, little endian, without gaps. They aren't copied: nobody may change them any more.</param>
    /// <exception cref="ArgumentException">The bytes don't fill the dimensions, or the type isn't allowed.</exception>
    public StoredTensor(OnnxElementType elementType, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(shape);
        int size = elementType == OnnxElementType.String ? 0 : TensorContents.BytesPerElement((int)elementType);
        if (size == 0)
            throw new ArgumentException($"The element type is {elementType}; allowed: numbers and truth values.", nameof(elementType));
        if (TensorContents.ElementCount(shape) is not { } count || bytes.Length != count * size)
        {
            throw new ArgumentException(
                $"{bytes.Length} bytes were given for the shape [{string.Join(", ", shape)}] of {elementType}; allowed: "
                    + $"{size} for each element.",
                nameof(bytes)
            );
        }

        ElementType = elementType;
        Shape = [.. shape];
        Count = count;
        _bytes = new(bytes);
    }

    /// <summary>A tensor of a file.</summary>
    internal StoredTensor(TensorProto proto)
    {
        _proto = proto;
        ElementType = (OnnxElementType)proto.DataType;
        Shape = [.. proto.Dims];
        Count = TensorContents.ElementCount(proto.Dims) ?? 0;
        _bytes = new(() => TensorContents.ReadBytes(proto));
    }

    /// <summary>The type of the elements.</summary>
    public OnnxElementType ElementType { get; }

    /// <summary>The dimensions, outermost first; none for a single number. Of convolutions: [filters, channels, height, width].</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The number of elements.</summary>
    public long Count { get; }

    /// <summary>The elements, little endian, without gaps.</summary>
    /// <exception cref="OnnxNetworkException">They are text, or numbers of less than a byte.</exception>
    public ReadOnlyMemory<byte> Bytes => _bytes.Value;

    /// <summary>A tensor of 32-bit floating-point numbers.</summary>
    /// <param name="values">The elements; they are copied.</param>
    /// <param name="shape">The dimensions, outermost first.</param>
    /// <exception cref="ArgumentException">The values don't fill the dimensions.</exception>
    public static StoredTensor OfFloats(ReadOnlySpan<float> values, params IReadOnlyList<long> shape) =>
        new(OnnxElementType.Float, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The elements as 32-bit floating-point numbers. Those of 64 bits are rounded.</summary>
    /// <exception cref="OnnxNetworkException">The elements aren't floating-point numbers.</exception>
    public float[] ToFloats() =>
        ElementType switch
        {
            OnnxElementType.Float => MemoryMarshal.Cast<byte, float>(Bytes.Span).ToArray(),
            OnnxElementType.Double => Array.ConvertAll(MemoryMarshal.Cast<byte, double>(Bytes.Span).ToArray(), v => (float)v),
            OnnxElementType.Float16 => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(Bytes.Span).ToArray(), v => (float)v),
            OnnxElementType.BFloat16 => Array.ConvertAll(
                MemoryMarshal.Cast<byte, ushort>(Bytes.Span).ToArray(),
                bits => BitConverter.Int32BitsToSingle(bits << 16)
            ),
            _ => throw new OnnxNetworkException($"The elements are of type {ElementType}; allowed: floating-point numbers."),
        };

    /// <summary>Element type and shape, for messages.</summary>
    public override string ToString() => $"[{string.Join(", ", Shape)}] of {ElementType}";

    /// <summary>This tensor in the place of another of its shape and type; one that comes from a file in its own form.</summary>
    internal TensorProto InPlaceOf(TensorProto old)
    {
        if (_proto is not null && _proto.Name == old.Name)
            return _proto;
        var proto = new TensorProto { DataType = (int)ElementType, Dims = { Shape } };
        if (old.HasName)
            proto.Name = old.Name;
        if (old.HasDocString)
            proto.DocString = old.DocString;
        proto.RawData = UnsafeByteOperations.UnsafeWrap(Bytes);
        return proto;
    }
}
