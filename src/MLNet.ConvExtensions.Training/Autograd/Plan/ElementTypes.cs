using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>
/// Which of TorchSharp's types stand for ONNX's. Half precision is computed in 32 bits: gradients of half precision vanish. Unsigned
/// integers of more than 8 bits, which TorchSharp lacks, get the next wider signed type.
/// </summary>
internal static class ElementTypes
{
    public static bool IsFloating(OnnxElementType type) =>
        type is OnnxElementType.Float or OnnxElementType.Float16 or OnnxElementType.Double or OnnxElementType.BFloat16;

    public static bool IsWhole(OnnxElementType type) =>
        type
            is OnnxElementType.Int64
                or OnnxElementType.Int32
                or OnnxElementType.Int16
                or OnnxElementType.Int8
                or OnnxElementType.Bool
                or OnnxElementType.UInt8
                or OnnxElementType.UInt16
                or OnnxElementType.UInt32
                or OnnxElementType.UInt64;

    public static bool IsFloating(ScalarType type) =>
        type is ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16;

    public static ScalarType Torch(OnnxElementType type) =>
        type switch
        {
            OnnxElementType.Double => ScalarType.Float64,
            OnnxElementType.Int64 or OnnxElementType.UInt64 or OnnxElementType.UInt32 => ScalarType.Int64,
            OnnxElementType.Int32 or OnnxElementType.UInt16 => ScalarType.Int32,
            OnnxElementType.Int16 => ScalarType.Int16,
            OnnxElementType.Int8 => ScalarType.Int8,
            OnnxElementType.UInt8 => ScalarType.Byte,
            OnnxElementType.Bool => ScalarType.Bool,
            _ => ScalarType.Float32,
        };

    public static OnnxElementType Onnx(ScalarType type) =>
        type switch
        {
            ScalarType.Float64 => OnnxElementType.Double,
            ScalarType.Int64 => OnnxElementType.Int64,
            ScalarType.Int32 => OnnxElementType.Int32,
            ScalarType.Int16 => OnnxElementType.Int16,
            ScalarType.Int8 => OnnxElementType.Int8,
            ScalarType.Byte => OnnxElementType.UInt8,
            ScalarType.Bool => OnnxElementType.Bool,
            _ => OnnxElementType.Float,
        };

    /// <summary>Rounds to the nearest, halves to even.</summary>
    public static ushort ToBFloat16(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        return float.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
