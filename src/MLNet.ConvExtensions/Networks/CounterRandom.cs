using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace MLNet.ConvExtensions.Networks;

/// <summary>
/// Random numbers by position: number i of a tensor depends on the seed, the tensor's name and i alone, so that neither threads nor other
/// layers change it. The mixing function is SplitMix64's (Steele, Lea and Flood 2014).
/// </summary>
internal static class CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const int ChunkElements = 1 << 16;

    /// <summary>The key of a tensor's numbers.</summary>
    public static ulong Key(int seed, string name)
    {
        ulong key = Mix((ulong)seed + Golden);
        foreach (byte letter in Encoding.UTF8.GetBytes(name))
            key = Mix(key ^ letter);
        return key;
    }

    /// <summary>Writes 32-bit numbers, each made of a uniform one inside of (0, 1).</summary>
    public static void Fill(Memory<byte> raw, ulong key, Func<double, float> make)
    {
        int count = raw.Length / sizeof(float);
        int chunks = (count + ChunkElements - 1) / ChunkElements;
        void FillChunk(int chunk)
        {
            int start = chunk * ChunkElements;
            Span<int> values = MemoryMarshal.Cast<byte, int>(raw.Span)[start..Math.Min(count, start + ChunkElements)];
            for (int i = 0; i < values.Length; i++)
            {
                ulong bits = Mix(key + ((ulong)(start + i + 1) * Golden));
                int value = BitConverter.SingleToInt32Bits(make(((bits >> 11) + 0.5) * (1.0 / (1UL << 53))));
                values[i] = BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
            }
        }

        if (chunks > 1)
            Parallel.For(0, chunks, FillChunk);
        else if (chunks == 1)
            FillChunk(0);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
