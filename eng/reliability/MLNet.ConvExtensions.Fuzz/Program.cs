using System.Globalization;
using MLNet.ConvExtensions.Fuzz.Long;
using MLNet.ConvExtensions.Fuzz.Running;

namespace MLNet.ConvExtensions.Fuzz;

/// <summary>
/// Reads damaged files of every kind that the library and the tool read, and looks for crashes, hangs, memory and exceptions that nobody
/// documented; and runs jobs for long.
/// </summary>
internal static class Program
{
    private const string Usage = """
        fuzz TARGET COUNT SEED    reads COUNT damaged inputs, of the seeds SEED, SEED + 1 and so on, in processes of their own
        fuzz show TARGET SEED     reads the input of one seed in this process, writes it to a file and says what came of it
        fuzz long JOB COUNT       does a job COUNT times, and tells memory and handles at each tenth
        """;

    public static int Main(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case ["batch", string target, string count, string seed, string folder]:
                    return FuzzBatch.RunHere(target, Number(count), Number(seed), folder);
                case ["show", string target, string seed]:
                    return FuzzBatch.Show(target, Number(seed));
                case ["long", string job, string count]:
                    return LongRun.Run(job, Number(count));
                case [string target, string count, string seed]:
                    return FuzzProcesses.Run(target, Number(count), Number(seed));
            }
        }
        catch (ArgumentException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }

        Console.Error.WriteLine(Usage);
        Console.Error.WriteLine($"targets: {string.Join(", ", FuzzTargets.Names)}; jobs: {string.Join(", ", LongRun.Jobs)}");
        return 2;
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new ArgumentException($"'{text}' is no number; allowed: 0 to {int.MaxValue}.");
}
