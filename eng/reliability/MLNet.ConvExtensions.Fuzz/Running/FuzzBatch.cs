using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Text.Json;
using MLNet.ConvExtensions.Fuzz.Inputs;

namespace MLNet.ConvExtensions.Fuzz.Running;

/// <summary>
/// Reads inputs in this process, on a thread that another one watches. A hang, or memory that is nobody's share, ends the process: what is
/// left of it can't be trusted.
/// </summary>
internal static class FuzzBatch
{
    /// <summary>The exit code of a process that could not go on; the report names the input.</summary>
    public const int Broken = 3;

    /// <summary>The file with the seed of the input that is being read: it outlives a crash.</summary>
    public const string SeedFile = "seed";

    private const long ProcessAllowed = 3L << 30;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Reads inputs and writes the report to the output.</summary>
    public static int RunHere(string name, int count, int firstSeed, string folder)
    {
        var report = new FuzzReport();
        using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(Path.Combine(folder, SeedFile), FileMode.Create, null, sizeof(int));
        using MemoryMappedViewAccessor seedNow = file.CreateViewAccessor();
        seedNow.Write(0, firstSeed);
        using FuzzTarget target = FuzzTargets.Create(name, Directory.CreateDirectory(Path.Combine(folder, "work")).FullName);
        long since = Stopwatch.GetTimestamp();
        var reading = new Thread(() =>
        {
            for (int seed = firstSeed; seed < firstSeed + count; seed++)
            {
                seedNow.Write(0, seed);
                FuzzInput input = target.Make(seed);
                Volatile.Write(ref since, Stopwatch.GetTimestamp());
                ReadOne(target, input, report);
            }
        })
        {
            IsBackground = true,
        };
        reading.Start();
        while (!reading.Join(20))
        {
            int seed = seedNow.ReadInt32(0);
            string? fault =
                Stopwatch.GetElapsedTime(Volatile.Read(ref since)) > Patience ? "hang"
                : Environment.WorkingSet > ProcessAllowed ? "memory"
                : null;
            if (fault is not null)
            {
                // The report of the others is the thread's.
                Write(new FuzzReport { Inputs = seed + 1 - firstSeed, Faults = { new FuzzFault(seed, fault, "") } });
                Environment.Exit(Broken);
            }
        }

        Write(report);
        return 0;
    }

    /// <summary>Reads one input, and writes it to a file beside the working folder's others.</summary>
    public static int Show(string name, int seed)
    {
        string folder = Directory.CreateTempSubdirectory("fuzz-").FullName;
        using FuzzTarget target = FuzzTargets.Create(name, Directory.CreateDirectory(Path.Combine(folder, "work")).FullName);
        FuzzInput input = target.Make(seed);
        string path = Path.Combine(folder, $"{seed}-{input.Name}");
        File.WriteAllBytes(path, input.Bytes);
        Console.WriteLine($"{path}: {input.Bytes.Length:N0} bytes");
        var report = new FuzzReport();
        ReadOne(target, input, report);
        Console.WriteLine(report);
        foreach (FuzzFault fault in report.Faults)
            Console.WriteLine($"{fault.Kind}: {fault.Text}");
        try
        {
            target.Read(input);
        }
        catch (Exception e) when (target.IsDocumented(e))
        {
            Console.WriteLine(e);
        }
        return report.Faults.Count == 0 ? 0 : 1;
    }

    private static void ReadOne(FuzzTarget target, FuzzInput input, FuzzReport report)
    {
        report.Inputs++;
        long before = GC.GetTotalAllocatedBytes(),
            start = Stopwatch.GetTimestamp();
        try
        {
            report.Taken += target.Read(input) ? 1 : 0;
        }
        catch (Exception e) when (target.IsDocumented(e))
        {
            string type = e.GetType().Name;
            report.Refused[type] = report.Refused.GetValueOrDefault(type) + 1;
        }
        catch (Exception e)
        {
            report.Faults.Add(new FuzzFault(input.Seed, e.GetType().Name, e.ToString()));
        }

        long bytes = GC.GetTotalAllocatedBytes() - before;
        report.Note(Stopwatch.GetElapsedTime(start).TotalSeconds, input.Seed, bytes, input.Seed);
        if (bytes > target.BytesAllowed + 64L * input.Bytes.Length)
            report.Faults.Add(new FuzzFault(input.Seed, "memory", $"{bytes:N0} bytes for an input of {input.Bytes.Length:N0}"));
    }

    private static void Write(FuzzReport report) => Console.WriteLine(JsonSerializer.Serialize(report));
}
