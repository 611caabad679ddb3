namespace MLNet.ConvExtensions.AutoML.Statistics;

/// <summary>Seeds of single jobs from the one seed that the caller gave.</summary>
internal static class Seeds
{
    /// <summary>The same for the same numbers on every machine; different numbers give seeds that have nothing in common.</summary>
    public static int Mix(int seed, params ReadOnlySpan<int> parts)
    {
        ulong state = (uint)seed + 0x9E3779B97F4A7C15;
        foreach (int part in parts)
        {
            state = (state ^ (uint)part) * 0xBF58476D1CE4E5B9;
            state ^= state >> 29;
        }

        return (int)(state >> 33);
    }
}
