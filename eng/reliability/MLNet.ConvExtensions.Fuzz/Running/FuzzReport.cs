using System.Globalization;

namespace MLNet.ConvExtensions.Fuzz.Running;

/// <summary>What came of some inputs.</summary>
internal sealed record FuzzReport
{
    public int Inputs { get; set; }

    /// <summary>Inputs that were taken for whole.</summary>
    public int Taken { get; set; }

    /// <summary>Inputs that were refused as documented, by the exceptions' types.</summary>
    public SortedDictionary<string, int> Refused { get; init; } = [];

    public List<FuzzFault> Faults { get; init; } = [];

    public double LongestSeconds { get; set; }

    public int LongestSeed { get; set; }

    /// <summary>The most that reading an input has allocated.</summary>
    public long MostBytes { get; set; }

    public int MostBytesSeed { get; set; }

    public void Add(FuzzReport other)
    {
        Inputs += other.Inputs;
        Taken += other.Taken;
        foreach ((string type, int count) in other.Refused)
            Refused[type] = Refused.GetValueOrDefault(type) + count;
        Faults.AddRange(other.Faults);
        Note(other.LongestSeconds, other.LongestSeed, other.MostBytes, other.MostBytesSeed);
    }

    public void Note(double seconds, int secondsSeed, long bytes, int bytesSeed)
    {
        if (seconds > LongestSeconds)
            (LongestSeconds, LongestSeed) = (seconds, secondsSeed);
        if (bytes > MostBytes)
            (MostBytes, MostBytesSeed) = (bytes, bytesSeed);
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Inputs:N0} inputs: {Taken:N0} taken, {string.Concat(Refused.Select(r => $"{r.Value:N0} {r.Key}, "))}{Faults.Count:N0} faults; "
                + $"longest {LongestSeconds:0.00} s (seed {LongestSeed}), most memory {MostBytes / 1048576.0:0.0} MiB (seed {MostBytesSeed})"
        );
}
