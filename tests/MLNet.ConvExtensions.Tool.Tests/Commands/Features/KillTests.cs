using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Features;

/// <summary>Processes that are ended at any moment, and what the next one makes of what they left.</summary>
public sealed class KillTests : IDisposable
{
    private const int Images = 3000;

    private readonly TemporaryFolder _folder = new();
    private readonly string _list;

    public KillTests()
    {
        string[] images =
        [
            .. Enumerable.Range(0, 20).Select(i => _folder.Write($"{i}.png", i == 7 ? "damaged"u8.ToArray() : TestImages.Png(i))),
        ];
        _list = _folder.File("list.txt");
        File.WriteAllLines(_list, Enumerable.Range(0, Images).Select(i => images[i * 7 % 20]));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".csv")]
    [InlineData(".npy")]
    public void Killed_runs_end_up_with_the_bytes_of_a_run_that_was_left_alone(string extension)
    {
        Assert.Equal(0, ToolProcess.Run(Command("whole" + extension)).ExitCode);
        string work = _folder.File("out" + extension) + ".work",
            manifest = _folder.File("out" + extension) + ".manifest.jsonl";
        var random = new Random(5);
        int kills = 0;
        long before = -1;
        for (int i = 0; i < 4; i++)
        {
            using var tool = new ToolProcess(Command("out" + extension));
            long goal = Math.Max(before, 0) + random.Next(100_000);
            if (!tool.WaitUntil(() => File.Exists(manifest) && new FileInfo(manifest).Length > goal))
                break;
            tool.Kill();
            kills++;
            before = new FileInfo(manifest).Length;
            Tear(manifest, Path.Combine(work, "rows"), random);
        }

        Assert.InRange(kills, 2, 4);
        ToolRun last = ToolProcess.Run(Command("out" + extension));
        Assert.Equal((0, ""), (last.ExitCode, last.Error));
        Assert.Contains("images had been done before", last.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(_folder.File("whole" + extension)), File.ReadAllBytes(_folder.File("out" + extension)));
        Assert.Equal(File.ReadAllBytes(_folder.File("whole" + extension) + ".manifest.jsonl"), File.ReadAllBytes(manifest));
        if (extension == ".npy")
            Assert.Equal(File.ReadAllBytes(_folder.File("whole.txt")), File.ReadAllBytes(_folder.File("out.txt")));
        Assert.False(Directory.Exists(work));
    }

    [SkippableTheory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    public void Signals_to_end_leave_a_job_that_goes_on(int signal)
    {
        Signals.Require(signal);
        Assert.Equal(0, ToolProcess.Run(Command("whole.csv")).ExitCode);
        string manifest = _folder.File("out.csv.manifest.jsonl");
        using (var tool = new ToolProcess(Command("out.csv")))
        {
            Assert.True(tool.WaitUntil(() => File.Exists(manifest) && new FileInfo(manifest).Length > 0));
            Signals.Send(tool, signal);
            tool.Wait().AssertFailed(130, "The same command goes on from there");
        }

        Assert.False(File.Exists(_folder.File("out.csv")));
        Assert.Equal(0, ToolProcess.Run(Command("out.csv")).ExitCode);
        Assert.Equal(File.ReadAllBytes(_folder.File("whole.csv")), File.ReadAllBytes(_folder.File("out.csv")));
    }

    [Fact]
    public void Environment_and_standard_input_make_a_part()
    {
        string[] lines = [.. File.ReadLines(_list).Take(40)];
        string input = string.Join('\n', lines);
        string[] command = ["features", "--images", "-", "--backbone", ToolRun.Network, "--skip-bad", "--out", _folder.File("out.npy")];
        Assert.Equal(
            0,
            ToolProcess
                .Run(command, input, ("SLURM_ARRAY_TASK_ID", "3"), ("SLURM_ARRAY_TASK_COUNT", "2"), ("SLURM_ARRAY_TASK_MIN", "2"))
                .ExitCode
        );
        Assert.Equal(
            lines[20..].Where(l => !l.EndsWith("/7.png", StringComparison.Ordinal)),
            File.ReadLines(_folder.File("out-2-of-2.txt"))
        );
        Assert.Equal(0, ToolProcess.Run([.. command, "--shards", "2"], input, ("JOB_COMPLETION_INDEX", "0")).ExitCode);
        Assert.Equal(
            lines[..20].Where(l => !l.EndsWith("/7.png", StringComparison.Ordinal)),
            File.ReadLines(_folder.File("out-1-of-2.txt"))
        );
        ToolProcess.Run(command, input, ("JOB_COMPLETION_INDEX", "0")).AssertFailed(2, "JOB_COMPLETION_INDEX", "--shards N");
        Assert.Equal(0, ToolRun.Of("merge", "--out", _folder.File("out.npy")).ExitCode);
    }

    /// <summary>
    /// What a failing power supply leaves, which a kill alone does not: half a line, and rows that the manifest doesn't speak of.
    /// </summary>
    private static void Tear(string manifest, string rows, Random random)
    {
        byte[] lines = File.ReadAllBytes(manifest);
        File.WriteAllBytes(manifest, lines[..^random.Next(200)]);
        using FileStream stream = File.Open(rows, FileMode.Append);
        stream.Write(new byte[random.Next(500)]);
    }

    private string[] Command(string file) =>
        ["features", "--images", _list, "--backbone", ToolRun.Network, "--skip-bad", "--out", _folder.File(file)];
}
