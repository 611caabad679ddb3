namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, 2014): the same numbers for the same seed on every
/// machine, and
/// short enough to be written again elsewhere.
/// </summary>
internal sealed class RandomStream(int seed)
{
    private ulong _state = unchecked((ulong)seed);

    /// <summary>A number from 0 up to, but not, 1: the upper 53 bits.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>Two independent numbers of the standard normal distribution (Box and Muller 1958).</summary>
    public (double First, double Second) NormalPair()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - Uniform()));
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * Uniform());
        return (radius * cosine, radius * sine);
    }

    /// <summary>The seed of a photo, of the seed for all of them and its place.</summary>
    public static int SeedOf(int seed, int photo) => (int)(new RandomStream(seed ^ unchecked(photo * (int)0x9E3779B9)).Next() >> 33);

    private ulong Next()
    {
        unchecked
        {
            ulong z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
