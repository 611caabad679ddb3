using System.Runtime.InteropServices;
using Google.Protobuf;
using MLNet.ConvExtensions.Networks.Proto;
using TorchSharp;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>Weights between a graph, where they are of any floating-point type, and TorchSharp, where they are of 32 or 64 bits.</summary>
internal static class StoredTensors
{
    /// <summary>A copy of the weights on a device, which belongs to the caller.</summary>
    public static Tensor Read(TensorProto stored, Device device)
    {
        var type = (OnnxElementType)stored.DataType;
        using Tensor host = empty([.. stored.Dims], ElementTypes.Torch(type));
        if (host.NumberOfElements > 0)
            Fill(stored, type, host.bytes);
        return host.to(device, copy: true).DetachFromDisposeScope();
    }

    /// <summary>The same tensor of the graph with other contents, rounded to its type.</summary>
    public static TensorProto Write(TensorProto stored, Tensor contents)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor host = contents.detach().cpu().contiguous();
        byte[] raw = host.NumberOfElements == 0 ? [] : host.bytes.ToArray();
        var written = new TensorProto
        {
            Name = stored.Name,
            DataType = stored.DataType,
            Dims = { stored.Dims },
        };
        if (stored.HasDocString)
            written.DocString = stored.DocString;
        written.RawData = UnsafeByteOperations.UnsafeWrap(
            (OnnxElementType)stored.DataType switch
            {
                OnnxElementType.Float16 => ToHalf(raw),
                OnnxElementType.BFloat16 => ToBFloat16(raw),
                _ => raw,
            }
        );
        return written;
    }

    private static void Fill(TensorProto stored, OnnxElementType type, Span<byte> bytes)
    {
        switch (type)
        {
            case OnnxElementType.Float16:
                TensorPrimitives.ConvertToSingle(
                    MemoryMarshal.Cast<ushort, Half>(ElementTypes.Halves(stored)),
                    MemoryMarshal.Cast<byte, float>(bytes)
                );
                break;
            case OnnxElementType.BFloat16:
                Array.ConvertAll(ElementTypes.Halves(stored), ElementTypes.FromBFloat16).CopyTo(MemoryMarshal.Cast<byte, float>(bytes));
                break;
            case var _ when stored.HasRawData:
                stored.RawData.Span.CopyTo(bytes);
                break;
            case OnnxElementType.Double:
                stored.DoubleData.ToArray().CopyTo(MemoryMarshal.Cast<byte, double>(bytes));
                break;
            default:
                stored.FloatData.ToArray().CopyTo(MemoryMarshal.Cast<byte, float>(bytes));
                break;
        }
    }

    private static byte[] ToHalf(byte[] singles)
    {
        var halves = new byte[singles.Length / 2];
        TensorPrimitives.ConvertToHalf(MemoryMarshal.Cast<byte, float>(singles), MemoryMarshal.Cast<byte, Half>(halves.AsSpan()));
        return halves;
    }

    private static byte[] ToBFloat16(byte[] singles)
    {
        var halves = new byte[singles.Length / 2];
        ReadOnlySpan<float> from = MemoryMarshal.Cast<byte, float>(singles);
        Span<ushort> to = MemoryMarshal.Cast<byte, ushort>(halves.AsSpan());
        for (int i = 0; i < from.Length; i++)
            to[i] = ElementTypes.ToBFloat16(from[i]);
        return halves;
    }
}
