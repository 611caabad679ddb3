using System.Numerics;

namespace MLNet.ConvExtensions.Insight.Inspection.Photos;

/// <summary>
/// 64 bits of a picture that stay nearly the same when it is resized or encoded anew: which of the 8 x 8 lowest frequencies of its cosine
/// transform are above their median; and the same bits of its mirror image.
/// </summary>
internal readonly record struct PictureHash(ulong Bits, ulong MirroredBits)
{
    private const int Side = 32;
    private const int Frequencies = 8;

    private static readonly float[] Cosines = MakeCosines();

    public static PictureHash Of(GreyPicture picture)
    {
        float[] small = picture.Resize(Side, Side).Values;
        var half = new float[Side * Frequencies];
        for (int y = 0; y < Side; y++)
        {
            for (int u = 0; u < Frequencies; u++)
            {
                float sum = 0;
                for (int x = 0; x < Side; x++)
                    sum += small[(y * Side) + x] * Cosines[(u * Side) + x];
                half[(y * Frequencies) + u] = sum;
            }
        }

        Span<float> lowest = stackalloc float[Frequencies * Frequencies],
            mirrored = stackalloc float[Frequencies * Frequencies];
        for (int v = 0; v < Frequencies; v++)
        {
            for (int u = 0; u < Frequencies; u++)
            {
                float sum = 0;
                for (int y = 0; y < Side; y++)
                    sum += half[(y * Frequencies) + u] * Cosines[(v * Side) + y];
                int at = (v * Frequencies) + u;
                lowest[at] = sum;
                // A mirrored cosine of an odd frequency is its negative.
                mirrored[at] = u % 2 == 0 ? sum : -sum;
            }
        }

        return new PictureHash(BitsOf(lowest), BitsOf(mirrored));
    }

    /// <summary>How many bits differ, of the pictures as they are or of one and the other's mirror image, whichever is less.</summary>
    public int Distance(PictureHash other) =>
        Math.Min(BitOperations.PopCount(Bits ^ other.Bits), BitOperations.PopCount(MirroredBits ^ other.Bits));

    private static ulong BitsOf(ReadOnlySpan<float> frequencies)
    {
        Span<float> sorted = stackalloc float[frequencies.Length - 1];
        frequencies[1..].CopyTo(sorted);
        sorted.Sort();
        float median = sorted[sorted.Length / 2];
        ulong bits = 0;
        for (int i = 1; i < frequencies.Length; i++)
        {
            if (frequencies[i] > median)
                bits |= 1UL << i;
        }

        return bits;
    }

    private static float[] MakeCosines()
    {
        var cosines = new float[Frequencies * Side];
        for (int u = 0; u < Frequencies; u++)
        {
            for (int x = 0; x < Side; x++)
                cosines[(u * Side) + x] = (float)Math.Cos(Math.PI * u * (x + 0.5) / Side);
        }

        return cosines;
    }
}
