using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Inspect;

public sealed class InspectCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public InspectCommandTests()
    {
        for (int i = 0; i < 12; i++)
            Write($"photos/{(i % 2 == 0 ? "even" : "odd")}/{i:00}.png", i);
        Write("photos/odd/again-01.png", 1);
        File.WriteAllText(In("photos/odd/broken.jpg"), "not an image");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_becomes_a_report_and_a_list_that_other_commands_take()
    {
        ToolRun run = Inspect("--images", In("photos"), "--out", In("report"));
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("14 images of 2 classes.", run.Output, StringComparison.Ordinal);
        Assert.Contains("unreadable: 1, above all ", run.Output, StringComparison.Ordinal);
        Assert.Contains("duplicate: 1, above all ", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["cleaned.csv", "findings.csv", "report.html", "report.json"],
            Directory.GetFiles(In("report")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        string[] list = File.ReadAllLines(In("report/cleaned.csv"));
        Assert.Equal("file,label", list[0]);
        Assert.All(list.Skip(1), line => Assert.Matches("^../photos/(even|odd)/[0-9]+.png,(even|odd)$", line));

        ToolRun features = ToolRun.Of([
            "features",
            "--images",
            In("report/cleaned.csv"),
            "--backbone",
            ToolRun.Network,
            "--out",
            In("features.csv"),
        ]);
        Assert.Equal("", features.Error);
        Assert.Equal(list.Length, File.ReadAllLines(In("features.csv")).Length);
    }

    [Fact]
    public void Copies_in_the_test_images_are_leaks()
    {
        Write("test/odd/31.png", 31);
        Write("test/odd/03.png", 3);
        ToolRun run = Inspect("--images", In("photos"), "--test-images", In("test"), "--out", In("report"), "--json");
        using var json = JsonDocument.Parse(run.Output);
        JsonElement leak = json
            .RootElement.GetProperty("findings")
            .EnumerateArray()
            .Single(f => f.GetProperty("kind").GetString() == "leak");
        Assert.Equal(In("photos/odd/03.png"), leak.GetProperty("file").GetString());
        Assert.Equal(In("test/odd/03.png"), leak.GetProperty("other").GetString());
        Assert.Equal("file,label,split", File.ReadLines(In("report/cleaned.csv")).First());
    }

    [Fact]
    public void Images_without_classes_may_lie_anywhere()
    {
        Write("photos/20.png", 20);
        ToolRun run = Inspect("--images", In("photos"), "--no-labels", "--out", In("report"));
        Assert.Equal("", run.Error);
        Assert.StartsWith("15 images.", run.Output, StringComparison.Ordinal);
        Assert.Equal("file", File.ReadLines(In("report/cleaned.csv")).First());
    }

    [Fact]
    public void What_the_list_leaves_out_is_chosen_by_name()
    {
        Inspect("--images", In("photos"), "--out", In("report"), "--leave-out", "none");
        Assert.Equal(15, File.ReadAllLines(In("report/cleaned.csv")).Length);
        Inspect("--images", In("photos"), "--out", In("report"), "--leave-out", "unreadable,duplicate");
        Assert.Equal(13, File.ReadAllLines(In("report/cleaned.csv")).Length);
        Inspect("--images", In("photos"), "--out", In("other"), "--leave-out", "ugly")
            .AssertFailed(CommandLineTool.WrongUsage, "--leave-out has 'ugly'", "wrong-label", "odd-shape");
        Assert.False(File.Exists(In("other/report.html")));
    }

    [Fact]
    public void The_list_that_is_inspected_is_not_overwritten()
    {
        Inspect("--images", In("photos"), "--out", In("report"));
        Inspect("--images", In("report/cleaned.csv"), "--out", In("report"))
            .AssertFailed(CommandLineTool.WrongUsage, "--out would overwrite", "cleaned.csv");
    }

    [Theory]
    [InlineData("--folds", "1", "--folds is 1; allowed: 2 to 100.")]
    [InlineData("--threads", "0", "--threads is 0; allowed: 1 to 1024.")]
    public void Numbers_out_of_range_are_refused(string option, string value, string message) =>
        Inspect("--images", In("photos"), "--out", In("report"), option, value).AssertFailed(CommandLineTool.WrongUsage, message);

    private static ToolRun Inspect(params string[] arguments) => ToolRun.Of(["inspect", "--backbone", ToolRun.Network, .. arguments]);

    private string In(string name) => Path.Combine(_folder.Path, name.Replace('/', Path.DirectorySeparatorChar));

    private void Write(string name, int seed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllBytes(In(name), TestImages.Png(seed, 90, 70));
    }
}
