using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Images;

/// <summary>What can't be written is told before anything is computed, and no list of images is written over: by every command.</summary>
public sealed class OutputFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OutputFilesTests()
    {
        foreach (string kind in new[] { "even", "odd" })
        {
            Directory.CreateDirectory(_folder.File($"photos/{kind}"));
            for (int i = 0; i < 5; i++)
                _folder.Write($"photos/{kind}/{i}.png", TestImages.Png(i, 24, 24));
        }

        foreach (string name in new[] { "taken", "taken.csv", "taken.npy", "names.txt", "noted.csv.manifest.jsonl", "report" })
            Directory.CreateDirectory(_folder.File(name));
        _folder.Write("file", [1, 2, 3]);
    }

    public static TheoryData<string, string> Outputs =>
        new()
        {
            { "features --images photos --out taken.csv", "taken.csv', which is a folder; allowed: a file's name" },
            { "features --images photos --out taken.npy --restart", "taken.npy', which is a folder; allowed: a file's name" },
            { "features --images photos --out names.npy --restart", "names.txt' would be written, and is a folder" },
            { "features --images photos --out noted.csv", "noted.csv.manifest.jsonl' would be written, and is a folder" },
            { "merge --out taken.csv", "taken.csv', which is a folder; allowed: a file's name" },
            { "merge --out names.npy", "names.txt' would be written, and is a folder" },
            { "predict --backbone NETWORK --images photos --out taken.csv", "taken.csv', which is a folder; allowed: a file's name" },
            { "predict --backbone NETWORK --images photos --out file/p.csv", "p.csv', which can't be written" },
            { "compare --images photos --features pixels --out file", "file', which is a file; allowed: a folder" },
            { "compare --images photos --features pixels --out file/report", "report', which can't be written" },
            { "compare --images photos --features pixels --out report --out-model taken", "taken', which is a folder" },
            { "compare --images photos --features pixels --out report --out-model file/m.zip", "m.zip', which can't be written" },
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Outputs))]
    public void Where_it_cannot_be_written_nothing_is_begun(string command, string message)
    {
        Run(command).AssertFailed(2, message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("report")));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(_folder.File("file")));
    }

    [Theory]
    [InlineData("report/report.csv", "--out report")]
    [InlineData("list.csv", "--out report --out-model list.csv")]
    [InlineData("report/report.md", "--out report")]
    [InlineData("report/report.html", "--out report")]
    public void A_comparison_never_overwrites_the_list_of_images(string list, string options)
    {
        string[] lines = [.. Directory.GetFiles(_folder.File("photos"), "*.png", SearchOption.AllDirectories)];
        bool table = list.EndsWith(".csv", StringComparison.Ordinal);
        File.WriteAllLines(
            _folder.File(list),
            table ? ["file,label", .. lines.Select(l => $"{l},{Path.GetFileName(Path.GetDirectoryName(l))}")] : lines
        );
        byte[] before = File.ReadAllBytes(_folder.File(list));

        Run($"compare --images {list} --features pixels {options}").AssertFailed(2, "would overwrite", "the list of images itself");
        Assert.Equal(before, File.ReadAllBytes(_folder.File(list)));
    }

    private ToolRun Run(string command) =>
        ToolRun.Of([
            .. command
                .Split(' ')
                .Select(
                    (a, i) =>
                        a == "NETWORK" ? ToolRun.Network
                        : i == 0 || a.StartsWith('-') || a == "pixels" ? a
                        : _folder.File(a)
                ),
        ]);
}
