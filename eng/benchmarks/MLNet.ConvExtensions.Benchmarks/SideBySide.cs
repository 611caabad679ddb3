using System.Diagnostics;
using System.Globalization;

namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>
/// One round of measurements, a line of CSV each: contender, network, photos, setting, value, unit. The best setting is looked for in
/// the first round and kept in a file for the others.
/// </summary>
internal static class SideBySide
{
    public const double Seconds = 1.5;

    public static void Run(IEnumerable<string> contenders)
    {
        foreach (string contender in contenders)
        {
            switch (contender)
            {
                case "costs":
                    Costs.Measure();
                    break;
                case "raw":
                    RawRuntime.Measure();
                    break;
                case "stage":
                    StageSpeed.Measure();
                    break;
                case "mlnet":
                    StockSpeed.Measure();
                    break;
                case "processor":
                    ProcessorTime.Measure();
                    break;
                default:
                    throw new ArgumentException($"The contender is '{contender}'; allowed: costs, raw, stage, mlnet, processor.");
            }
        }
    }

    public static void Write(string contender, string network, string photos, string setting, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{contender},{network},{photos},{setting},{value:G6},{unit}"));

    /// <summary>How often a second <paramref name="work"/> can be done, by repeating it for a while after one try to warm up.</summary>
    public static double PerSecond(Action work, double seconds = Seconds)
    {
        work();
        int count = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            work();
            count++;
        } while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The setting found earlier, or the best of those on offer, which is kept.</summary>
    public static string BestSetting(string contender, string network, IEnumerable<string> settings, Func<string, double> speed)
    {
        string folder =
            Environment.GetEnvironmentVariable("BENCHMARK_SETTINGS")
            ?? throw new InvalidOperationException("BENCHMARK_SETTINGS is not set.");
        string file = Path.Combine(folder, $"{contender}-{network}.txt");
        if (!File.Exists(file))
            File.WriteAllText(file, settings.MaxBy(speed));
        return File.ReadAllText(file);
    }
}
