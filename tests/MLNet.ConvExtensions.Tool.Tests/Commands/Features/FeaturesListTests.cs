using System.Text;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Features;

/// <summary>Tables as input, what is hidden, and files that must not be overwritten.</summary>
public sealed class FeaturesListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FeaturesListTests()
    {
        Directory.CreateDirectory(_folder.File("photos/.thumbnails"));
        foreach (string name in new[] { "a.png", "b, c.png", ".hidden.png", ".thumbnails/a.png" })
            _folder.Write($"photos/{name}", TestImages.Png(name.Length));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_names_images_from_its_own_folder_and_its_names_are_kept()
    {
        _folder.Write("photos/list.csv", "file\n\"b, c.png\"\na.png\n\"b, c.png\"\n"u8.ToArray());
        _folder.Write("other.csv", "Place,Label\nphotos/a.png,x\n"u8.ToArray());

        Assert.Equal(0, Features("photos/list.csv", "out.npy").ExitCode);
        Assert.Equal(["b, c.png", "a.png", "b, c.png"], File.ReadAllLines(_folder.File("out.txt")));
        Assert.Equal(0, Features("other.csv", "other-out.csv", "--file-column", "Place").ExitCode);
        Assert.StartsWith("photos/a.png,", File.ReadLines(_folder.File("other-out.csv")).Last(), StringComparison.Ordinal);
        Assert.Equal(0, Features("photos", "whole.csv").ExitCode);
        Assert.Equal(
            File.ReadLines(_folder.File("whole.csv")).Skip(1).First(),
            File.ReadLines(_folder.File("other-out.csv")).Last()["photos/".Length..]
        );
    }

    [Fact]
    public void Hidden_files_and_folders_are_left_out_and_counted()
    {
        ToolRun run = Features("photos", "out.csv");

        Assert.Contains("2 images, 12 features", run.Output);
        Assert.Contains("2 hidden files or folders were left out.", run.Output);
    }

    [Theory]
    [InlineData("photos.txt", "photos.npy")]
    [InlineData("photos.csv", "photos.csv")]
    [InlineData("photos.csv.manifest.jsonl", "photos.csv")]
    [InlineData("photos-1-of-1.txt", "photos.npy", "--shard", "1/1")]
    [InlineData("photos.txt", "photos.npy", "--restart")]
    public void The_list_of_images_is_never_overwritten(string list, string output, params string[] options)
    {
        string text = list.EndsWith(".csv", StringComparison.Ordinal) ? "file\nphotos/a.png\n" : _folder.File("photos/a.png") + "\n";
        _folder.Write(list, Encoding.UTF8.GetBytes(text));

        Features(list, output, options).AssertFailed(2, "--out would overwrite", $"{list}', the list of images itself");
        Assert.Equal(text, File.ReadAllText(_folder.File(list)));
    }

    [Theory]
    [InlineData("mine.txt", "mine.npy")]
    [InlineData("mine.npy", "mine.npy")]
    [InlineData("mine.csv", "mine.csv")]
    public void Files_that_no_job_has_written_are_not_overwritten(string file, string output)
    {
        _folder.Write(file, [1, 2, 3]);

        Features("photos", output).AssertFailed(1, $"{file}' is there already, and no job of this command has written it");
        Assert.Equal([1, 2, 3], File.ReadAllBytes(_folder.File(file)));
        Assert.Equal([file], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Where(n => n != "photos"));
        Assert.Equal(0, Features("photos", output, "--restart").ExitCode);
        Assert.Equal(0, Features("photos", output).ExitCode);
    }

    [Fact]
    public void Parts_are_not_merged_over_a_file_of_others()
    {
        Assert.Equal(0, Features("photos", "p.npy", "--shard", "1/1").ExitCode);
        _folder.Write("p.txt", [1, 2, 3]);

        ToolRun.Of("merge", "--out", _folder.File("p.npy")).AssertFailed(1, "p.txt' is there already");
        Assert.Equal([1, 2, 3], File.ReadAllBytes(_folder.File("p.txt")));
    }

    [Fact]
    public void A_line_that_can_be_no_path_is_named()
    {
        _folder.Write("list.txt", "photos/a.png\nphotos/b\0.png\n"u8.ToArray());

        Features("list.txt", "out.npy", "--skip-bad").AssertFailed(1, "list.txt', line 2, has a character of code 0");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path, "out*"));
    }

    private ToolRun Features(string images, string output, params string[] options) =>
        ToolRun.Of([
            "features",
            "--images",
            _folder.File(images),
            "--backbone",
            ToolRun.Network,
            "--out",
            _folder.File(output),
            .. options,
        ]);
}
