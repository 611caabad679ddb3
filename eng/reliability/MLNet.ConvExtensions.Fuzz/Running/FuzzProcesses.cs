using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MLNet.ConvExtensions.Fuzz.Running;

/// <summary>Reads inputs in processes of their own, so that a crash of native code costs one input and is told with its seed.</summary>
internal static class FuzzProcesses
{
    private const int BatchSize = 5000,
        Shown = 20;

    public static int Run(string target, int count, int firstSeed)
    {
        FuzzTargets.Check(target);
        var watch = Stopwatch.StartNew();
        var all = new FuzzReport();
        while (all.Inputs < count)
        {
            int size = Math.Min(BatchSize, count - all.Inputs);
            all.Add(RunBatch(target, size, firstSeed + all.Inputs));
            if (count > BatchSize)
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0} s: {target}: {all}"));
        }

        foreach (IGrouping<string, FuzzFault> kind in all.Faults.GroupBy(f => f.Place).OrderByDescending(k => k.Count()).Take(Shown))
            Console.WriteLine($"FAULT, {kind.Count():N0} times, seed {kind.First().Seed}: {kind.First().Kind}: {kind.First().Short}\n");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target}: {all}; {watch.Elapsed.TotalSeconds:0} s in all"));
        return all.Faults.Count == 0 ? 0 : 1;
    }

    private static FuzzReport RunBatch(string target, int count, int seed)
    {
        string folder = Directory.CreateTempSubdirectory("fuzz-").FullName;
        try
        {
            string[] arguments = ["exec", typeof(Program).Assembly.Location, "batch", target, $"{count}", $"{seed}", folder];
            var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            // What the readers leave in the temporary folder goes with it.
            start.Environment["TMPDIR"] = folder;
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode is 0 or FuzzBatch.Broken)
                return JsonSerializer.Deserialize<FuzzReport>(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!;
            string seedFile = Path.Combine(folder, FuzzBatch.SeedFile);
            if (!File.Exists(seedFile))
                throw new InvalidOperationException($"The process ended with {process.ExitCode} at its start: {error.Result}");
            int at = BitConverter.ToInt32(File.ReadAllBytes(seedFile));
            return new FuzzReport
            {
                Inputs = at + 1 - seed,
                Faults = { new FuzzFault(at, "crash", $"exit code {process.ExitCode}: {error.Result}") },
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
