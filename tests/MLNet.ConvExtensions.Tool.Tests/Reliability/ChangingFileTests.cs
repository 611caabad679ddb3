using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Reliability;

/// <summary>Images that vanish, come back, shrink or become others while they are read.</summary>
public sealed class ChangingFileTests : IDisposable
{
    private const int Images = 3000;

    private readonly FaultCommands _commands = new();

    public void Dispose() => _commands.Dispose();

    [Fact]
    public void They_are_left_out_or_read_and_all_others_are_right()
    {
        string folder = Directory.CreateDirectory(_commands.File("out")).FullName;
        string[] command = ["features", "--images", _commands.List(Images), "--backbone", ToolRun.Network, "--skip-bad", "--out"];
        Assert.Equal(0, ToolProcess.Run([.. command, Path.Combine(folder, "steady.csv")]).ExitCode);

        ToolRun run = Change(() => ToolProcess.Run([.. command, Path.Combine(folder, "changing.csv")]));

        Assert.True(run.ExitCode == 0, run.Error);
        ILookup<string, string> steady = Rows(Path.Combine(folder, "steady.csv")),
            changing = Rows(Path.Combine(folder, "changing.csv"));
        foreach (IGrouping<string, string> image in steady.Where(i => !IsChanging(i.Key)))
            Assert.Equal(image, changing[image.Key]);
        int left = File.ReadLines(Path.Combine(folder, "changing.csv.manifest.jsonl"))
            .Count(l => l.Contains("\"skipped\":\"", StringComparison.Ordinal));
        Assert.Equal(Images, changing.Sum(i => i.Count()) + left);
    }

    [Fact]
    public void Without_leave_to_skip_they_are_one_error_and_what_was_done_is_kept()
    {
        string output = _commands.File("out.csv");
        string[] command = ["features", "--images", _commands.List(Images), "--backbone", ToolRun.Network, "--out", output];

        ToolRun run = Change(() => ToolProcess.Run(command));

        if (run.ExitCode != 0)
            run.AssertFailed(1, _commands.Images);
        ToolRun last = ToolProcess.Run(command);
        Assert.True(last.ExitCode == 0, last.Error);
        Assert.Equal(Images, Rows(output).Sum(i => i.Count()));
    }

    private static bool IsChanging(string path) => path.Contains("/even/", StringComparison.Ordinal);

    private static ILookup<string, string> Rows(string file) =>
        File.ReadLines(file).Skip(1).ToLookup(l => l[..l.IndexOf(',', StringComparison.Ordinal)]);

    /// <summary>Changes half of the images for as long as the work takes; afterwards they are as they were.</summary>
    private ToolRun Change(Func<ToolRun> work)
    {
        (string Path, byte[] Bytes)[] files =
        [
            .. Directory
                .GetFiles(_commands.Images, "*.png", SearchOption.AllDirectories)
                .Where(IsChanging)
                .Select(f => (f, File.ReadAllBytes(f))),
        ];
        using var stop = new CancellationTokenSource();
        var changing = Task.Run(() =>
        {
            var random = new Random(1);
            byte[] other = TestImages.Png(99, 50, 50);
            while (!stop.IsCancellationRequested)
            {
                (string path, byte[] bytes) = files[random.Next(files.Length)];
                switch (random.Next(5))
                {
                    case 0:
                        File.Delete(path);
                        break;
                    case 1:
                        File.WriteAllBytes(path, bytes[..random.Next(bytes.Length)]);
                        break;
                    case 2:
                        File.WriteAllBytes(path, other);
                        break;
                    default:
                        File.WriteAllBytes(path, bytes);
                        break;
                }
            }
        });
        try
        {
            return work();
        }
        finally
        {
            stop.Cancel();
            changing.Wait();
            foreach ((string path, byte[] bytes) in files)
                File.WriteAllBytes(path, bytes);
        }
    }
}
