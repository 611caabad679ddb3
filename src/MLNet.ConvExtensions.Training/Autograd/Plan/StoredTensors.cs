using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>Weights between a graph, where they are of any floating-point type, and TorchSharp, where they are of 32 or 64 bits.</summary>
internal static class StoredTensors
{
    /// <summary>A copy of the weights on a device, which belongs to the caller.</summary>
    public static Tensor Read(StoredTensor stored, Device device)
    {
        using Tensor host = empty([.. stored.Shape], ElementTypes.Torch(stored.ElementType));
        if (host.NumberOfElements > 0)
            Fill(stored, host.bytes);
        return host.to(device, copy: true).DetachFromDisposeScope();
    }

    /// <summary>The same tensor of the graph with other contents, rounded to its type.</summary>
    public static StoredTensor Write(StoredTensor stored, Tensor contents)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor host = contents.detach().cpu().contiguous();
        byte[] raw = host.NumberOfElements == 0 ? [] : host.bytes.ToArray();
        return new StoredTensor(
            stored.ElementType,
            stored.Shape,
            stored.ElementType switch
            {
                OnnxElementType.Float16 => ToHalf(raw),
                OnnxElementType.BFloat16 => ToBFloat16(raw),
                _ => raw,
            }
        );
    }

    private static void Fill(StoredTensor stored, Span<byte> bytes)
    {
        ReadOnlySpan<byte> from = stored.Bytes.Span;
        switch (stored.ElementType)
        {
            case OnnxElementType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(from), MemoryMarshal.Cast<byte, float>(bytes));
                break;
            case OnnxElementType.BFloat16:
                stored.ToFloats().CopyTo(MemoryMarshal.Cast<byte, float>(bytes));
                break;
            default:
                from.CopyTo(bytes);
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
