namespace MLNet.ConvExtensions.Fuzz.Long;

/// <summary>Jobs that run for long: memory and handles have to stay flat.</summary>
internal static class LongRun
{
    private static readonly SortedDictionary<string, Action<int, Meter>> All = new(StringComparer.Ordinal)
    {
        ["predictions"] = LongJobs.Predict,
        ["features"] = LongJobs.ComputeFeatures,
        ["steps"] = LongJobs.Train,
    };

    public static IEnumerable<string> Jobs => All.Keys;

    public static int Run(string job, int count)
    {
        if (!All.TryGetValue(job, out Action<int, Meter>? run))
            throw new ArgumentException($"There is no job '{job}'; allowed: {string.Join(", ", Jobs)}.");
        if (count < 10)
            throw new ArgumentException($"The job is to be done {count} times; allowed: 10 or more.");
        var meter = new Meter(job, count);
        run(count, meter);
        return 0;
    }
}
