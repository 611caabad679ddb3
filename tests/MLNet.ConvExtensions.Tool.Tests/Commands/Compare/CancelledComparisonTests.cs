using System.Runtime.InteropServices;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Compare;

/// <summary>A comparison that is stopped tells what it found, and that this isn't all: no model, and no success.</summary>
public sealed partial class CancelledComparisonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CancelledComparisonTests()
    {
        foreach (string kind in new[] { "even", "odd" })
            Directory.CreateDirectory(_folder.File($"images/{kind}"));
        for (int i = 0; i < 40; i++)
            _folder.Write(Path.Combine("images", i % 2 == 0 ? "even" : "odd", $"{i}.png"), TestImages.Png(i, 24, 24));
    }

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("--budget", "5000trials", "--out-model", "model.zip")]
    [InlineData("--budget", "10m", "--out-model", "model.zip")]
    [InlineData("--budget", "5000trials")]
    public void It_is_no_success_and_has_no_model(params string[] options)
    {
        Skip.If(OperatingSystem.IsWindows(), "there is no such signal on Windows");
        const int terminate = 15;
        string report = _folder.File("report");
        using var tool = new ToolProcess([
            "compare",
            "--images",
            _folder.File("images"),
            "--features",
            "pixels,color",
            "--out",
            report,
            .. options.Select(o => o.EndsWith(".zip", StringComparison.Ordinal) ? _folder.File(o) : o),
        ]);
        Assert.True(tool.WaitUntil(() => File.Exists(Path.Combine(report, "work", "trials.jsonl"))));
        Assert.Equal(0, Send(tool.Id, terminate));
        ToolRun run = tool.Wait();

        Assert.NotEqual(0, run.ExitCode);
        Assert.False(File.Exists(_folder.File("model.zip")));
        Assert.Equal(options.Contains("--out-model"), run.Output.Contains("There is no pipeline to save", StringComparison.Ordinal));
        Assert.Contains("cancelled", File.ReadAllText(Path.Combine(report, "report.md")), StringComparison.Ordinal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
