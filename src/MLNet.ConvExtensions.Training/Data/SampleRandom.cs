namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// Random numbers that depend on a seed, an epoch and a sample alone: SplitMix64 (Steele, Lea and Flood, 2014) from a key mixed of the
/// three. What is drawn for further views of a sample depends on the view's number too.
/// </summary>
internal struct SampleRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state;

    public SampleRandom(int seed, int epoch, int sample, int view = 0)
    {
        _state = Mix(Mix(Mix((uint)seed + Golden) ^ (uint)epoch) ^ (uint)sample);
        if (view > 0)
            _state = Mix(_state ^ (uint)view);
    }

    /// <summary>A number from 0, below 1.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number between two.</summary>
    public double NextDouble(double from, double to) => from + ((to - from) * NextDouble());

    /// <summary>A whole number from 0, below a limit.</summary>
    public int Next(int limit) => (int)(((UInt128)NextBits() * (uint)limit) >> 64);

    /// <summary>True as often as a probability says.</summary>
    public bool Happens(double probability) => NextDouble() < probability;

    /// <summary>A number of the normal distribution of mean 0 and deviation 1 (Box and Muller, 1958).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>A number of the gamma distribution of scale 1 (Marsaglia and Tsang, 2000).</summary>
    public double NextGamma(double shape)
    {
        if (shape < 1)
            return NextGamma(shape + 1) * Math.Pow(1 - NextDouble(), 1 / shape);
        double d = shape - (1.0 / 3),
            c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = NextNormal(),
                v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - NextDouble()) < (x * x / 2) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }

    /// <summary>A number of the symmetric beta distribution.</summary>
    public double NextBeta(double alpha)
    {
        if (alpha >= 1)
        {
            double a = NextGamma(alpha);
            return a / (a + NextGamma(alpha));
        }

        // Numbers of the gamma distribution of a small shape are below what a double holds: their logarithms aren't (Marsaglia and Tsang,
        // 2000, section 6).
        (double first, double firstBelow) = (Math.Log(NextGamma(alpha + 1)), Math.Log(1 - NextDouble()));
        (double second, double secondBelow) = (Math.Log(NextGamma(alpha + 1)), Math.Log(1 - NextDouble()));
        return 1 / (1 + Math.Exp(second - first + ((secondBelow - firstBelow) / alpha)));
    }

    /// <summary>The order of an epoch's samples.</summary>
    public static void Shuffle(Span<int> order, int seed, int epoch)
    {
        var random = new SampleRandom(seed, epoch, -1);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private ulong NextBits() => Mix(_state += Golden);
}
