using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Archive;

/// <summary><c>mlconv archive</c> on photos whose tags Pillow wrote (MLNet.ConvExtensions.CameraTraps.Tests/Archives/photos.py).</summary>
public sealed class ArchiveCommandTests : IDisposable
{
    // Three frames of half a second, red, green and blue, by Pillow.
    private const string Gif =
        "R0lGODlhAgABAIEAAP8AAAAAAAAAAAAAACH5BAAyAAAALAAAAAACAAEAAAgFAAEACAgAIfkEADIAAAAsAAAAAAIAAQCBAP8AAAAAAAAAAAAACA"
        + "UAAQAICAAh+QQAMgAAACwAAAAAAgABAIEAAP8AAAAAAAAAAAAIBQABAAgIADs=";

    private readonly TemporaryFolder _folder = new();

    public ArchiveCommandTests()
    {
        Add("A/lynx/1.jpg", "reconyx.jpg");
        Add("A/lynx/2.jpg", "upright.jpg");
        Add("A/fox/3.jpg", "digitized.jpg");
        Add("Ущелье/fox/1.jpg", "upright.jpg");
        Add("Ущелье/fox/2.jpg", "blank.jpg");
        File.WriteAllBytes(_folder.File("cards/Ущелье/fox/3.jpg"), []);
    }

    private string Table => _folder.File("archive.csv");

    private string Journal => Table + ".journal.jsonl";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_table_has_a_row_for_each_photo_and_the_summary_tells_what_is_wrong()
    {
        ToolRun run = Run();
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [
                "File,Deployment,Site,Timestamp,Event,CameraMake,CameraModel,CameraSerial,FlashFired,TemperatureCelsius,Width,Height,"
                    + "DuplicateOf,Failure,Frame",
                "cards/A/fox/3.jpg,A,,2023-07-14T05:06:08.5,A 2023-07-14T05:06:07,Browning,,,false,,12,8,,,",
                "cards/A/lynx/1.jpg,A,,2023-07-14T05:06:07,A 2023-07-14T05:06:07,RECONYX,HC500 HYPERFIRE,H500HG07133361,true,-7,12,8,,,",
                "cards/A/lynx/2.jpg,A,,2023-07-14T05:06:07.25,A 2023-07-14T05:06:07,BUSHNELL,119837C,B1234567,true,-12.5,8,12,,,",
                "cards/Ущелье/fox/1.jpg,Ущелье,,2023-07-14T05:06:07.25,Ущелье 2023-07-14T05:06:07.25,BUSHNELL,119837C,B1234567,true,"
                    + "-12.5,8,12,"
                    + "cards/A/lynx/2.jpg,,",
                "cards/Ущелье/fox/2.jpg,Ущелье,,,Ущелье/fox/2.jpg,,,,,,12,8,,,",
                "cards/Ущелье/fox/3.jpg,Ущелье,,,Ущелье/fox/3.jpg,,,,,,,,,has 0 bytes,",
            ],
            File.ReadAllLines(Table)
        );
        Assert.Equal(
            [
                "File,Warning,Detail",
                "cards/Ущелье/fox/1.jpg,Duplicate,cards/A/lynx/2.jpg",
                "cards/Ущелье/fox/2.jpg,NoTime,",
                "cards/Ущелье/fox/3.jpg,Empty,has 0 bytes",
            ],
            File.ReadAllLines(_folder.File("archive.warnings.csv"))
        );
        Assert.Contains("6 photos of 2 deployments, 4 events", run.Output, StringComparison.Ordinal);
        Assert.Contains("  A: 3 photos, 2023-07-14 05:06:07 to 2023-07-14 05:06:08\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("Files of 0 bytes: 1, the first 'cards/Ущелье/fox/3.jpg'\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Deployments_clocks_gaps_classes_and_limits_are_those_of_the_options()
    {
        File.WriteAllLines(
            _folder.File("deployments.csv"),
            ["Deployment,Site,ClockOffset", "A,ridge,-1.00:00:00", "Ущелье,valley,", "C,,"]
        );
        ToolRun run = Run([
            "--deployments",
            _folder.File("deployments.csv"),
            "--gap",
            "1s",
            "--label-by",
            "folder",
            "--latest",
            "2023-07-14T05:06:07",
            "--json",
        ]);
        Assert.True(run.ExitCode == 0, run.Error);
        string[] rows = File.ReadAllLines(Table);
        Assert.StartsWith("cards/A/fox/3.jpg,A,ridge,2023-07-13T05:06:08.5,A 2023-07-13T05:06:08.5,", rows[1], StringComparison.Ordinal);
        Assert.EndsWith(",fox", rows[1], StringComparison.Ordinal);
        using JsonDocument summary = JsonDocument.Parse(run.Output);
        Assert.Equal("C", summary.RootElement.GetProperty("withoutPhotos")[0].GetString());
        Assert.Contains(
            "Future",
            summary.RootElement.GetProperty("warnings").EnumerateArray().Select(w => w.GetProperty("kind").GetString())
        );
        JsonElement independent = summary.RootElement.GetProperty("independent");
        Assert.Equal((2, 1), (independent.GetProperty("fox").GetInt32(), independent.GetProperty("lynx").GetInt32()));
    }

    [Fact]
    public void Other_commands_take_the_table_as_a_list_of_images()
    {
        Assert.Equal(0, Run().ExitCode);
        ToolRun run = ToolRun.Of(
            "features",
            "--images",
            Table,
            "--backbone",
            ToolRun.Network,
            "--skip-bad",
            "--out",
            _folder.File("features.csv")
        );
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(
            ["path", "cards/A/fox/3.jpg", "cards/A/lynx/1.jpg", "cards/A/lynx/2.jpg", "cards/Ущелье/fox/1.jpg", "cards/Ущелье/fox/2.jpg"],
            File.ReadLines(_folder.File("features.csv")).Select(l => l[..l.IndexOf(',', StringComparison.Ordinal)])
        );
    }

    [Fact]
    public void Frames_of_videos_are_rows_with_files_that_other_commands_read()
    {
        File.WriteAllBytes(_folder.File("cards/A/fox/4.gif"), Convert.FromBase64String(Gif));
        string[] options = ["--frames", _folder.File("frames"), "--frames-per-second", "2", "--label-by", "folder"];
        ToolRun run = Run(options);
        Assert.True(run.ExitCode == 0, run.Error);
        string[] rows = [.. File.ReadAllLines(Table).Where(l => l.StartsWith("frames/", StringComparison.Ordinal))];
        Assert.Equal(Enumerable.Range(0, 3).Select(i => $"frames/A/fox/4.gif/00000{i}.jpg,A,,,A/fox/4.gif,,,,,,2,1,,,{i},fox"), rows);
        Assert.All(rows, r => Assert.True(File.Exists(_folder.File(r[..r.IndexOf(',', StringComparison.Ordinal)]))));
        Assert.Contains("9 photos of 2 deployments", run.Output, StringComparison.Ordinal);
        Run(["--frames", _folder.File("cards/frames")]).AssertFailed(2, "which lies in the archive");
        Run(["--frames-per-second", "2"]).AssertFailed(2, "allowed with --frames.");
    }

    [Fact]
    public void A_run_goes_on_behind_the_last_whole_line_of_the_journal_and_reads_what_has_changed()
    {
        Assert.Equal(0, Run().ExitCode);
        byte[] whole = File.ReadAllBytes(Table);
        string[] lines = File.ReadAllLines(Journal);
        File.WriteAllText(Journal, string.Join('\n', lines[..4]) + "\n" + lines[4][..20]);
        File.Delete(Table);
        ToolRun run = Run();
        Assert.Contains("3 files had been read before.", run.Output, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(Table));
        Assert.Equal(lines, File.ReadAllLines(Journal));

        Add("A/lynx/2.jpg", "plain.jpg");
        Assert.Contains("2 files had been read before.", Run().Output, StringComparison.Ordinal);
        Assert.StartsWith("cards/A/lynx/2.jpg,A,,,", File.ReadAllLines(Table)[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_of_another_job_and_others_files_are_kept()
    {
        Assert.Equal(0, Run().ExitCode);
        Run(["--no-duplicates"]).AssertFailed(1, "belongs to another job", "--restart");
        Assert.Equal(0, Run(["--no-duplicates", "--restart"]).ExitCode);
        Assert.DoesNotContain("cards/A/lynx/2.jpg,,\n", File.ReadAllText(Table), StringComparison.Ordinal);
        File.Delete(Journal);
        Run().AssertFailed(1, Table, "no job of this command has written it");
    }

    [Fact]
    public void A_second_process_is_told_that_the_first_works_on_the_output()
    {
        using FileStream first = new(Journal, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Run().AssertFailed(1, Journal);
        Assert.False(File.Exists(Table));
    }

    [Theory]
    [InlineData(2, "--gap is '-1'; allowed: seconds, 0 or more, or such as 90s, 2m, 1h.", "--gap", "-1")]
    [InlineData(2, "--latest is 'soon'; allowed: a time such as 2024-12-31", "--latest", "soon")]
    [InlineData(2, "--deployment-depth is -1; allowed: 0 or more.", "--deployment-depth", "-1")]
    [InlineData(2, "--label-by is '('; allowed: folder, or a regular expression", "--label-by", "(")]
    [InlineData(1, "--label-by is 'owl', which finds no class in the path 'A/fox/3.jpg'.", "--label-by", "owl")]
    [InlineData(2, "--independent is given and would change nothing; allowed with --label-by.", "--independent", "1h")]
    [InlineData(1, "The list of deployments 'missing.csv' is not there", "--deployments", "missing.csv")]
    public void Wrong_options_are_refused_by_name(int code, string message, params string[] options) =>
        Run(options).AssertFailed(code, message);

    [Fact]
    public void Folders_and_tables_that_cant_be_are_refused()
    {
        ToolRun.Of("archive", "--images", _folder.File("none"), "--out", Table).AssertFailed(1, "is no folder");
        ToolRun.Of("archive", "--images", _folder.File("cards"), "--out", "archive.txt").AssertFailed(2, "the name must end in .csv");
        Directory.CreateDirectory(Table);
        Run().AssertFailed(2, "is a folder");
    }

    [Fact]
    public void Killed_it_leaves_no_table_and_the_next_run_gives_that_of_an_undisturbed_one()
    {
        byte[] photo = Photo("upright.jpg");
        for (int i = 0; i < 4000; i++)
            _folder.Write($"cards/A/fox/{i + 10}.jpg", [.. photo, (byte)i, (byte)(i >> 8)]);
        using (var tool = new ToolProcess(Arguments([])))
        {
            Assert.True(
                tool.WaitUntil(() => File.Exists(Journal) && new FileInfo(Journal).Length > 10_000),
                "it ended before it was killed"
            );
            tool.Kill();
        }

        Assert.False(File.Exists(Table));
        ToolRun next = Run();
        Assert.True(next.ExitCode == 0, next.Error);
        Assert.Matches("\n[1-9][0-9]* files had been read before.", next.Output);
        byte[] killed = File.ReadAllBytes(Table);
        Assert.Equal(0, Run(["--restart"]).ExitCode);
        Assert.Equal(File.ReadAllBytes(Table), killed);
        Assert.Equal(["archive.csv", "archive.csv.journal.jsonl", "archive.warnings.csv"], Files());
    }

    [SkippableFact]
    public void A_full_disk_is_one_error_and_with_more_space_the_same_command_gives_what_it_should()
    {
        using var disk = new SmallDisk(1024);
        string table = Path.Combine(disk.Path, "archive.csv");
        string[] command = ["archive", "--images", _folder.File("cards"), "--out", table];
        Assert.Equal(0, ToolRun.Of(command).ExitCode);
        byte[] whole = File.ReadAllBytes(table);
        foreach (string file in Directory.GetFiles(disk.Path))
            File.Delete(file);
        File.WriteAllBytes(Path.Combine(disk.Path, "ballast"), new byte[1024 * 1020]);
        ToolRun.Of(command).AssertFailed(1, "No space left on device");
        Assert.False(File.Exists(table));
        File.Delete(Path.Combine(disk.Path, "ballast"));
        Assert.Equal(0, ToolRun.Of(command).ExitCode);
        Assert.Equal(whole, File.ReadAllBytes(table));
    }

    private string[] Files() => [.. Directory.GetFiles(_folder.Path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private static byte[] Photo(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "archive", name));

    private void Add(string path, string photo)
    {
        string file = _folder.File($"cards/{path}");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, Photo(photo));
    }

    private string[] Arguments(string[] options) => ["archive", "--images", _folder.File("cards"), "--out", Table, .. options];

    private ToolRun Run(string[]? options = null) => ToolRun.Of(Arguments(options ?? []));
}
