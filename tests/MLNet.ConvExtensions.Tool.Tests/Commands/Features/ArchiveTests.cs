using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Features;

/// <summary>Parts, lists, manifests and going on.</summary>
public sealed class ArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _images;

    public ArchiveTests()
    {
        _images = Directory.CreateDirectory(_folder.File("images")).FullName;
        for (int i = 0; i < 10; i++)
        {
            Directory.CreateDirectory(Path.Combine(_images, $"d{i % 3}"));
            File.WriteAllBytes(Image(i), TestImages.Png(i));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".csv", 1)]
    [InlineData(".csv", 4)]
    [InlineData(".npy", 3)]
    [InlineData(".npy", 13)]
    public void Union_of_the_parts_is_one_run_byte_by_byte(string extension, int count)
    {
        File.WriteAllText(Image(4), "damaged");
        Ok("whole" + extension, "--skip-bad");
        for (int i = 1; i <= count; i++)
            Ok("parts" + extension, "--skip-bad", "--shard", $"{i}/{count}");
        ToolRun merge = ToolRun.Of("merge", "--out", _folder.File("parts" + extension));
        Assert.Equal(
            (0, "", $"9 rows of {count} parts: {_folder.File("parts" + extension)}\n"),
            (merge.ExitCode, merge.Error, merge.Output)
        );
        AssertSame("whole" + extension, "parts" + extension);
        Assert.Empty(Directory.GetDirectories(_folder.Path, "*.work"));
    }

    [Fact]
    public void Merge_refuses_parts_that_are_missing_unfinished_or_of_other_jobs()
    {
        string merged = _folder.File("p.csv");
        ToolRun.Of("merge", "--out", merged).AssertFailed(1, "no parts");
        Ok("p.csv", "--shard", "1/3");
        Ok("p.csv", "--shard", "3/3");
        ToolRun.Of("merge", "--out", merged).AssertFailed(1, "p-2-of-3.csv", "missing");
        Ok("p.csv", "--shard", "2/3", "--pool", "max", "--layer", "relu2");
        ToolRun.Of("merge", "--out", merged).AssertFailed(1, "different ways", "layer");
        Features("p.csv", "--shard", "2/3").AssertFailed(1, "--restart");
        Ok("p.csv", "--shard", "2/3", "--restart");
        File.WriteAllBytes(Path.Combine(_images, "new.png"), TestImages.Png(77));
        Ok("p.csv", "--shard", "3/3");
        ToolRun.Of("merge", "--out", merged).AssertFailed(1, "p-3-of-3.csv", "another list");
        Ok("p.csv", "--shard", "1/3");
        Ok("p.csv", "--shard", "2/3");
        Ok("p.csv", "--shard", "1/2");
        ToolRun.Of("merge", "--out", merged).AssertFailed(1, "several jobs, of 2 and of 3");
        File.Delete(_folder.File("p-1-of-2.csv"));
        Assert.Equal(0, ToolRun.Of("merge", "--out", merged).ExitCode);
        Ok("whole.csv");
        AssertSame("whole.csv", "p.csv");
    }

    [Fact]
    public void Manifest_tells_what_was_done()
    {
        File.WriteAllText(Image(4), "damaged");
        Ok("out.csv", "--skip-bad", "--shard", "1/2");
        JsonElement[] lines =
        [
            .. File.ReadLines(_folder.File("out-1-of-2.csv.manifest.jsonl")).Select(l => JsonDocument.Parse(l).RootElement),
        ];
        Assert.Equal(
            ("1/2", "flatten", 12, true, "average"),
            (
                Text(lines[0], "shard"),
                Text(lines[0], "layer"),
                lines[0].GetProperty("features").GetInt32(),
                lines[0].GetProperty("skipBad").GetBoolean(),
                Text(lines[0], "pool")
            )
        );
        Assert.Equal(64, Text(lines[0], "networkHash").Length);
        Assert.StartsWith("mlconv ", Text(lines[0], "tool"), StringComparison.Ordinal);
        Assert.Equal(["d0/0.png", "d0/3.png", "d0/6.png", "d0/9.png", "d1/1.png"], lines[1..^1].Select(l => Text(l, "path")));
        Assert.Equal(new FileInfo(Image(0)).Length, lines[1].GetProperty("size").GetInt64());
        Assert.Equal(File.GetLastWriteTimeUtc(Image(0)), lines[1].GetProperty("time").GetDateTime());
        Assert.True(lines[^1].GetProperty("finished").GetBoolean());
        Assert.Equal((5, 0), (lines[^1].GetProperty("rows").GetInt32(), lines[^1].GetProperty("skipped").GetInt32()));
        Ok("out.csv", "--skip-bad", "--shard", "2/2");
        JsonElement bad = File.ReadLines(_folder.File("out-2-of-2.csv.manifest.jsonl"))
            .Select(l => JsonDocument.Parse(l).RootElement)
            .Single(l => l.TryGetProperty("path", out _) && Text(l, "path") == "d1/4.png");
        Assert.StartsWith($"The image file '{Image(4)}' is not an image", Text(bad, "skipped"), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_options_or_another_network_need_a_restart()
    {
        Ok("out.csv");
        Features("out.csv", "--layer", "relu2", "--pool", "max")
            .AssertFailed(1, "layer is \"flatten\" there and \"relu2\" now", "pool", "--restart");
        Features("out.csv", "--skip-bad").AssertFailed(1, "skipBad is false there and true now");
        string network = _folder.Write("other.onnx", OnnxNetwork.Load(ToolRun.Network).WithMetadata("k", "v").ToBytes());
        ToolRun other = ToolRun.Of("features", "--images", _images, "--backbone", network, "--out", _folder.File("out.csv"));
        other.AssertFailed(1, "networkHash");
        string same = _folder.Write("same.onnx", File.ReadAllBytes(ToolRun.Network));
        Assert.Equal(0, ToolRun.Of("features", "--images", _images, "--backbone", same, "--out", _folder.File("out.csv")).ExitCode);
        Ok("out.csv", "--layer", "relu2", "--pool", "max", "--restart");
        Ok("max.csv", "--layer", "relu2", "--pool", "max");
        AssertSame("max.csv", "out.csv");
    }

    [Fact]
    public void Only_what_is_new_is_computed()
    {
        Ok("out.npy");
        DateTime written = File.GetLastWriteTimeUtc(_folder.File("out.npy"));
        Assert.Contains("10 images had been done before", Ok("out.npy").Output, StringComparison.Ordinal);
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder.File("out.npy")));
        File.WriteAllBytes(Image(2), TestImages.Png(222));
        Directory.CreateDirectory(Path.Combine(_images, "z"));
        File.WriteAllBytes(Path.Combine(_images, "z", "last.png"), TestImages.Png(333));
        Assert.Contains("7 images had been done before", Ok("out.npy").Output, StringComparison.Ordinal);
        Ok("fresh.npy");
        AssertSame("fresh.npy", "out.npy");
        File.Delete(Image(8));
        File.Delete(Path.Combine(_images, "z", "last.png"));
        Assert.Contains("9 images had been done before", Ok("out.npy").Output, StringComparison.Ordinal);
        Ok("fresh.npy", "--restart");
        AssertSame("fresh.npy", "out.npy");
        File.Delete(_folder.File("out.npy"));
        Ok("out.npy");
        AssertSame("fresh.npy", "out.npy");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Job_that_died_while_its_files_got_their_names_goes_on(bool rows, bool names)
    {
        Ok("out.npy");
        Ok("whole.npy");
        string work = Directory.CreateDirectory(_folder.File("out.npy.work")).FullName;
        if (rows)
            File.Move(_folder.File("out.npy"), Path.Combine(work, "rows"));
        if (names)
            File.Move(_folder.File("out.txt"), Path.Combine(work, "names"));
        Assert.Contains("10 images had been done before", Ok("out.npy").Output, StringComparison.Ordinal);
        AssertSame("whole.npy", "out.npy");
        Assert.False(Directory.Exists(work));
    }

    [Fact]
    public void Damaged_manifest_is_refused_until_a_restart()
    {
        _folder.Write("out.csv.manifest.jsonl", "something else\n"u8.ToArray());
        Features("out.csv").AssertFailed(1, "out.csv.manifest.jsonl", "--restart");
        Assert.Equal("something else\n", File.ReadAllText(_folder.File("out.csv.manifest.jsonl")));
        Ok("out.csv", "--restart");
    }

    [Fact]
    public void Two_runs_do_not_write_the_same_output()
    {
        using (new FileStream(_folder.File("out.csv.manifest.jsonl"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            Features("out.csv").AssertFailed(1, "out.csv.manifest.jsonl");
        Ok("out.csv");
    }

    [Fact]
    public void List_of_paths_keeps_its_order()
    {
        string list = _folder.Write("list.txt", System.Text.Encoding.UTF8.GetBytes($"{Image(5)}\r\n\n{Image(1)}\n{Image(5)}"));
        Assert.Equal(0, ToolRun.Of("features", "--images", list, "--backbone", ToolRun.Network, "--out", _folder.File("out.npy")).ExitCode);
        Assert.Equal([Image(5), Image(1), Image(5)], File.ReadAllLines(_folder.File("out.txt")));
        ToolRun
            .Of("features", "--images", Image(1), "--backbone", ToolRun.Network, "--out", _folder.File("o.csv"))
            .AssertFailed(1, "an image", "text file");
        ToolRun
            .Of("features", "--images", _folder.Write("none.txt", []), "--backbone", ToolRun.Network, "--out", _folder.File("o.csv"))
            .AssertFailed(1, "names no image");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path, "o.csv*"));
    }

    [Fact]
    public void Image_that_is_gone_is_left_out_when_asked()
    {
        string list = _folder.Write("list.txt", System.Text.Encoding.UTF8.GetBytes($"{Image(5)}\n{Image(50)}\n"));
        string[] command = ["features", "--images", list, "--backbone", ToolRun.Network, "--out", _folder.File("out.csv")];
        ToolRun.Of(command).AssertFailed(1, "50.png", "no such file");
        Assert.Contains("1 images could not be read", ToolRun.Of([.. command, "--skip-bad", "--restart"]).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--shard", "3/2")]
    [InlineData("--shards", "2")]
    public void Wrong_parts_fail_with_2(params string[] options) => Features("out.csv", options).AssertFailed(2, options[0]);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private string Image(int i) => Path.Combine(_images, $"d{i % 3}", $"{i}.png");

    private ToolRun Features(string file, params string[] more) =>
        ToolRun.Of(["features", "--images", _images, "--backbone", ToolRun.Network, "--out", _folder.File(file), .. more]);

    private ToolRun Ok(string file, params string[] more)
    {
        ToolRun run = Features(file, more);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run;
    }

    /// <summary>Output, paths and manifest.</summary>
    private void AssertSame(string expected, string actual)
    {
        foreach (
            Func<string, string> name in new Func<string, string>[]
            {
                f => f,
                f => f + ".manifest.jsonl",
                f => Path.ChangeExtension(f, ".txt"),
            }
        )
        {
            Assert.Equal(File.Exists(_folder.File(name(expected))), File.Exists(_folder.File(name(actual))));
            if (File.Exists(_folder.File(name(expected))))
                Assert.Equal(File.ReadAllBytes(_folder.File(name(expected))), File.ReadAllBytes(_folder.File(name(actual))));
        }
    }
}
