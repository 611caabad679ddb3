using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>Pixels as bytes made numbers again.</summary>
internal static class PlaneBytes
{
    public static void Widen(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        values = values[..bytes.Length];
        ref byte from = ref MemoryMarshal.GetReference(bytes);
        ref float to = ref MemoryMarshal.GetReference(values);
        int at = 0;
        for (; at <= bytes.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)at));
            Vector256
                .ConvertToSingle(Vector256.Create(Vector128.WidenLower(low), Vector128.WidenUpper(low)).AsInt32())
                .StoreUnsafe(ref to, (nuint)at);
            Vector256
                .ConvertToSingle(Vector256.Create(Vector128.WidenLower(high), Vector128.WidenUpper(high)).AsInt32())
                .StoreUnsafe(ref to, (nuint)at + (nuint)Vector256<float>.Count);
        }

        for (; at < bytes.Length; at++)
            values[at] = bytes[at];
    }
}
