using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Layers;

/// <summary>One number for all weights.</summary>
internal sealed class ConstantInitializer(float value) : Initializer
{
    public override string ToString() => FormattableString.Invariant($"{value}");

    internal override void Fill(Memory<byte> raw, WeightDraft weight, ulong key)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        MemoryMarshal.Cast<byte, int>(raw.Span).Fill(BitConverter.IsLittleEndian ? bits : BinaryPrimitives.ReverseEndianness(bits));
    }
}

/// <summary>A number for each weight.</summary>
internal sealed class ValuesInitializer(float[] values) : Initializer
{
    public override string ToString() => $"{values.Length} values";

    internal override void Check(WeightDraft weight, LayerDraft layer)
    {
        if (weight.Count != values.Length)
            throw layer.Error(
                $"{values.Length} values were given for '{weight.Name}'; {weight.Count} are needed, [{string.Join(", ", weight.Dims)}]"
            );
    }

    internal override void Fill(Memory<byte> raw, WeightDraft weight, ulong key)
    {
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(raw.Span[(i * sizeof(float))..], values[i]);
    }
}
