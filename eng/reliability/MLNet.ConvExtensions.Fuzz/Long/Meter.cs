using System.Diagnostics;
using System.Globalization;

namespace MLNet.ConvExtensions.Fuzz.Long;

/// <summary>Counts what was done, and writes time, memory, handles and threads at each tenth.</summary>
internal sealed class Meter
{
    private const double MiB = 1 << 20;

    private readonly int _count;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _done;

    public Meter(string job, int count)
    {
        _count = count;
        Console.WriteLine($"| {job} | seconds | working set, MiB | managed, MiB | handles | threads |");
        Console.WriteLine("|---|---|---|---|---|---|");
    }

    /// <summary>One more is done. From any thread.</summary>
    public void Add()
    {
        int done = Interlocked.Increment(ref _done);
        if (done % (_count / 10) == 0)
            Write(done);
    }

    private void Write(int done)
    {
        long managed = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {done:N0} | {_watch.Elapsed.TotalSeconds:0} | {process.WorkingSet64 / MiB:0} | {managed / MiB:0.0} | {Handles(process)} | {process.Threads.Count} |"
            )
        );
    }

    private static int Handles(Process process) =>
        Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : process.HandleCount;
}
