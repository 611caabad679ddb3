using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Commands.Compare;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Compare;

/// <summary>A comparison by several processes with one folder.</summary>
public sealed class SharedComparisonTests : IDisposable
{
    private static readonly Budget Trials = new(null, 20),
        Time = new(TimeSpan.FromMinutes(10), null);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_worker_that_is_killed_changes_nothing_in_the_report_and_goes_on_when_it_is_asked_again()
    {
        foreach (string kind in new[] { "even", "odd" })
            Directory.CreateDirectory(_folder.File($"images/{kind}"));
        for (int i = 0; i < 40; i++)
            _folder.Write(Path.Combine("images", i % 2 == 0 ? "even" : "odd", $"{i}.png"), TestImages.Png(i, 24, 24));
        Assert.Equal(0, ToolProcess.Run(Command("alone")).ExitCode);

        using ToolProcess first = new(Command("shared"), null, ("SLURM_ARRAY_TASK_ID", "0")),
            second = new([.. Command("shared"), "--worker", "2/3"]);
        Assert.True(second.WaitUntil(() => File.Exists(_folder.File("shared/work/trials-2.jsonl"))));
        second.Kill();
        ToolRun survivor = first.Wait();
        Assert.True(survivor.ExitCode == 0, survivor.Error);
        string report = File.ReadAllText(_folder.File("shared/report.csv"));
        Assert.True(File.Exists(_folder.File("shared/work/trials-1.jsonl")));
        Assert.Equal(0, ToolProcess.Run([.. Command("shared"), "--worker", "2/3"]).ExitCode);

        Assert.Equal(File.ReadAllText(_folder.File("alone/report.csv")), report);
        Assert.Equal(report, File.ReadAllText(_folder.File("shared/report.csv")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3, "SLURM_ARRAY_TASK_ID=2")]
    [InlineData(3, "JOB_COMPLETION_INDEX=2")]
    [InlineData(2, "OMPI_COMM_WORLD_RANK=1", "OMPI_COMM_WORLD_SIZE=4")]
    [InlineData(1, "PMI_RANK=0", "PMI_SIZE=2")]
    [InlineData(4, "SLURM_PROCID=3", "SLURM_STEP_NUM_TASKS=4")]
    [InlineData(null, "SLURM_PROCID=0", "SLURM_STEP_NUM_TASKS=1")]
    [InlineData(8, "SLURM_ARRAY_TASK_ID=1", "SLURM_PROCID=3", "SLURM_STEP_NUM_TASKS=4")]
    public void The_environment_says_which_worker_it_is(int? number, params string[] variables)
    {
        Dictionary<string, string> environment = variables.Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]);

        Assert.Equal(number, ComparisonWorker.Choose(null, Trials, environment.GetValueOrDefault));
        Assert.Null(ComparisonWorker.Choose(null, Time, environment.GetValueOrDefault));
        Assert.Null(ComparisonWorker.Choose("1/1", Trials, environment.GetValueOrDefault));
        Assert.Equal(2, ComparisonWorker.Choose("2/3", Trials, environment.GetValueOrDefault));
    }

    [Theory]
    [InlineData("0/3", true, "--worker' is '0/3'; allowed is I/N")]
    [InlineData("4/3", true, "--worker' is '4/3'; allowed is I/N")]
    [InlineData("2", true, "--worker' is '2'; allowed is I/N")]
    [InlineData("2/3", false, "--worker is '2/3' and --budget is 10m; allowed with --worker: a number of trials")]
    [InlineData(null, true, "PMI_RANK is 'one'; allowed: a whole number")]
    public void What_cannot_be_followed_is_refused(string? given, bool hasTrials, string error)
    {
        var refused = Assert.Throws<UsageException>(() =>
            ComparisonWorker.Choose(given, hasTrials ? Trials : Time, name => name == "PMI_RANK" ? "one" : null)
        );

        Assert.Contains(error, refused.Message, StringComparison.Ordinal);
    }

    private string[] Command(string folder) =>
        [
            "compare",
            "--images",
            _folder.File("images"),
            "--features",
            "pixels,color",
            "--folds",
            "2",
            "--budget",
            "4trials",
            "--repeats",
            "1",
            "--out",
            _folder.File(folder),
        ];
}
