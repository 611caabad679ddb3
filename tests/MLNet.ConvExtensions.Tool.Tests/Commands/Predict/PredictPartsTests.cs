using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Predict;

/// <summary>Predictions that several processes share out, and what becomes of them.</summary>
public sealed class PredictPartsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _labels;

    public PredictPartsTests()
    {
        Directory.CreateDirectory(_folder.File("photos"));
        for (int i = 0; i < 7; i++)
            _folder.Write($"photos/{i}, \"é\".png", TestImages.Png(i));
        _labels = _folder.Write("labels.txt", "ant\nbee, wild\ncat\ndog\nelk\n"u8.ToArray());
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public void Merged_parts_are_byte_by_byte_what_one_run_writes(int count)
    {
        string whole = _folder.File("whole.csv"),
            shared = _folder.File("shared.csv");
        Assert.Equal(0, Predict(whole).ExitCode);
        for (int i = count; i >= 1; i--)
            Assert.Equal(0, Predict(shared, "--shard", $"{i}/{count}").ExitCode);
        ToolRun merge = ToolRun.Of("merge", "--out", shared);

        Assert.Equal($"7 rows of {count} parts: {shared}\n", merge.Output);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(shared));
    }

    [Fact]
    public void The_part_comes_from_an_array_of_slurm_too()
    {
        ToolRun run = ToolProcess.Run(
            Arguments(_folder.File("shared.csv")),
            null,
            ("SLURM_ARRAY_TASK_ID", "5"),
            ("SLURM_ARRAY_TASK_MIN", "4"),
            ("SLURM_ARRAY_TASK_COUNT", "2")
        );
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(1 + 4, File.ReadAllLines(_folder.File("shared-2-of-2.csv")).Length);
    }

    [Fact]
    public void Parts_that_do_not_belong_together_or_were_changed_are_not_merged()
    {
        string shared = _folder.File("shared.csv"),
            first = _folder.File("shared-1-of-2.csv"),
            second = _folder.File("shared-2-of-2.csv");
        Predict(shared, "--shard", "1/2");
        Merge().AssertFailed(1, $"'{second}'", "is missing");

        Predict(shared, "--shard", "2/2", "--scale", "1");
        Merge().AssertFailed(1, $"The parts '{first}' and '{second}' were made in different ways");

        _folder.Write("photos/8.png", TestImages.Png(8));
        Predict(shared, "--shard", "2/2");
        Merge().AssertFailed(1, $"'{second}' was made of another list of images");
        File.Delete(_folder.File("photos/8.png"));

        Predict(shared, "--shard", "2/2");
        File.AppendAllText(second, "x");
        Merge().AssertFailed(1, $"'{second}' is damaged or was changed");
        File.WriteAllText(second + ".part.json", "{}");
        Merge().AssertFailed(1, "shared-2-of-2.csv.part.json' is damaged");
        Assert.False(File.Exists(shared));

        ToolRun Merge() => ToolRun.Of("merge", "--out", shared);
    }

    [Fact]
    public void Lines_on_the_output_are_not_shared_out() =>
        ToolRun
            .Of("predict", "--images", _folder.File("photos"), "--backbone", ToolRun.Network, "--shard", "1/2")
            .AssertFailed(2, "--shard is given and would change nothing; allowed with --out");

    [Fact]
    public void The_formats_of_the_field_are_not_shared_out()
    {
        string[] command = ["--format", "json", "--shard"];

        Predict("p.json", [.. command, "1/2"]).AssertFailed(2, "--format is given, and the images are shared out as part 1/2");
        Assert.Equal(0, Predict(_folder.File("p.json"), [.. command, "1/1"]).ExitCode);
    }

    private ToolRun Predict(string output, params string[] more) => ToolRun.Of([.. Arguments(output), .. more]);

    private string[] Arguments(string output) =>
        ["predict", "--images", _folder.File("photos"), "--backbone", ToolRun.Network, "--labels", _labels, "--out", output];
}
