using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Features;

public sealed class FeaturesCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _images;

    public FeaturesCommandTests()
    {
        _images = Directory.CreateDirectory(_folder.File("images")).FullName;
        Directory.CreateDirectory(Path.Combine(_images, "b"));
        for (int i = 0; i < 5; i++)
            File.WriteAllBytes(Path.Combine(_images, i < 3 ? $"a{i}.png" : Path.Combine("b", $"{i}, last.PNG")), TestImages.Png(i));
        File.WriteAllText(Path.Combine(_images, "notes.txt"), "not an image");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Csv_has_a_row_for_each_image_in_order()
    {
        ToolRun run = Features("out.csv");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] lines = File.ReadAllLines(_folder.File("out.csv"));
        Assert.Equal("path," + string.Join(',', Enumerable.Range(0, 12).Select(i => $"f{i}")), lines[0]);
        Assert.Equal(["a0.png", "a1.png", "a2.png", "\"b/3, last.PNG\"", "\"b/4, last.PNG\""], lines[1..].Select(Name));
        Assert.Contains("5 images, 12 features each of layer flatten", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 files are not images by their names", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Npy_has_the_numbers_of_the_csv_and_the_paths_beside_it()
    {
        Features("out.csv");
        Features("out.npy");
        byte[] npy = File.ReadAllBytes(_folder.File("out.npy"));
        Assert.Equal("\u0093NUMPY", Encoding.Latin1.GetString(npy, 0, 6));
        string header = Encoding.ASCII.GetString(npy, 10, 118);
        Assert.StartsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (5, 12), }", header, StringComparison.Ordinal);
        Assert.Equal(118, BitConverter.ToUInt16(npy, 8));
        Assert.EndsWith("\n", header, StringComparison.Ordinal);
        float[] values = MemoryMarshal.Cast<byte, float>(npy.AsSpan(128)).ToArray();
        Assert.Equal(Numbers("out.csv"), values);
        Assert.Equal(5, File.ReadAllLines(_folder.File("out.txt")).Length);
    }

    [Fact]
    public void Layer_and_pooling_are_chosen()
    {
        Assert.Equal(0, Features("avg.csv", "--layer", "relu2").ExitCode);
        Assert.Equal(0, Features("max.csv", "--layer", "r2", "--pool", "max").ExitCode);
        Assert.Equal(0, Features("none.csv", "--layer", "relu2", "--pool", "none").ExitCode);
        Features("default.csv");
        Assert.Equal(Numbers("default.csv"), Numbers("avg.csv"));
        Assert.Equal(5 * 12 * 16 * 16, Numbers("none.csv").Length);
        Assert.Equal(Numbers("none.csv").Chunk(256).Select(map => map.Max()), Numbers("max.csv"));
    }

    [Fact]
    public void Report_in_json()
    {
        using JsonDocument json = JsonDocument.Parse(Features("out.csv", "--json").Output);
        JsonElement root = json.RootElement;
        Assert.Equal(
            (5, 12, "flatten", 1),
            (
                root.GetProperty("rows").GetInt32(),
                root.GetProperty("features").GetInt32(),
                root.GetProperty("layer").GetString()!,
                root.GetProperty("otherFiles").GetInt32()
            )
        );
    }

    [SkippableFact]
    public void Links_to_files_count_and_links_to_folders_are_not_followed()
    {
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(_images, "b", "up"), _images);
            File.CreateSymbolicLink(Path.Combine(_images, "linked.png"), Path.Combine(_images, "a0.png"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Skip.If(true, $"No links can be made here: {e.Message}");
        }

        ToolRun run = Features("out.csv");
        Assert.Contains("6 images, 12 features", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 links to folders were not followed.", run.Output, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(_folder.File("out.csv"));
        Assert.Equal(["a0.png", "a1.png", "a2.png", "\"b/3, last.PNG\"", "\"b/4, last.PNG\"", "linked.png"], lines[1..].Select(Name));
    }

    [Fact]
    public void Bad_image_stops_the_job_which_goes_on_once_it_is_mended()
    {
        Features("all.csv");
        byte[] good = File.ReadAllBytes(Path.Combine(_images, "a1.png"));
        File.WriteAllBytes(Path.Combine(_images, "a1.png"), [1, 2, 3]);
        Features("out.csv").AssertFailed(1, "a1.png", "The 1 images before it are kept");
        Assert.False(File.Exists(_folder.File("out.csv")));
        File.WriteAllBytes(Path.Combine(_images, "a1.png"), good);
        Assert.Contains("1 images had been done before", Features("out.csv").Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(_folder.File("all.csv")), File.ReadAllBytes(_folder.File("out.csv")));
    }

    [Fact]
    public void Bad_first_image_leaves_no_file()
    {
        File.WriteAllBytes(Path.Combine(_images, "a0.png"), [1, 2, 3]);
        Features("out.csv").AssertFailed(1, "a0.png");
        Assert.Equal([_images], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Bad_images_are_left_out_and_counted_when_asked()
    {
        Features("all.csv");
        File.WriteAllBytes(Path.Combine(_images, "a1.png"), [1, 2, 3]);
        File.WriteAllBytes(Path.Combine(_images, "a2.png"), []);
        ToolRun run = Features("good.csv", "--skip-bad");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("2 images could not be read", run.Output, StringComparison.Ordinal);
        Assert.Contains("a1.png", run.Output, StringComparison.Ordinal);
        string[] all = File.ReadAllLines(_folder.File("all.csv"));
        Assert.Equal([all[0], all[1], all[4], all[5]], File.ReadAllLines(_folder.File("good.csv")));
    }

    [Fact]
    public void Nothing_but_bad_images_fails()
    {
        foreach (string file in Directory.GetFiles(_images, "*", SearchOption.AllDirectories))
            File.WriteAllText(file, "broken");
        Features("out.npy", "--skip-bad").AssertFailed(1, "None of the 5 images");
        Assert.Equal([_images], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Unknown_layer_names_the_nearest() => Features("out.csv", "--layer", "flaten").AssertFailed(1, "'flaten'", "'flatten'");

    [Fact]
    public void Folder_without_images_fails()
    {
        string empty = Directory.CreateDirectory(_folder.File("empty")).FullName;
        ToolRun
            .Of("features", "--images", empty, "--backbone", ToolRun.Network, "--out", _folder.File("o.csv"))
            .AssertFailed(1, "holds no image");
    }

    [Fact]
    public void Missing_folder_fails() =>
        ToolRun
            .Of("features", "--images", _folder.File("gone"), "--backbone", ToolRun.Network, "--out", _folder.File("o.csv"))
            .AssertFailed(1, "gone");

    [Fact]
    public void Missing_backbone_fails() =>
        ToolRun
            .Of("features", "--images", _images, "--backbone", _folder.File("gone.onnx"), "--out", _folder.File("o.csv"))
            .AssertFailed(1, "gone.onnx");

    [Fact]
    public void A_named_backbone_is_looked_for_in_the_cache() =>
        ToolRun
            .Of(
                "features",
                "--images",
                _images,
                "--backbone",
                "ResNet18",
                "--offline",
                "--cache",
                _folder.File("cache"),
                "--out",
                _folder.File("o.csv")
            )
            .AssertFailed(1, "ResNet18", Path.Combine(_folder.File("cache"), "resnet18-v1-7.onnx"));

    [Fact]
    public void An_unknown_backbone_fails_with_2() =>
        ToolRun
            .Of("features", "--images", _images, "--backbone", "ResNet19", "--out", _folder.File("o.csv"))
            .AssertFailed(2, "'ResNet19'", "'ResNet18'");

    [Fact]
    public void Preprocessing_can_be_replaced()
    {
        Features("usual.csv");
        Features("other.csv", "--mean", "0.5", "--std", "0.5");
        Assert.NotEqual(Numbers("usual.csv"), Numbers("other.csv"));
    }

    [Theory]
    [InlineData("out.xlsx", "avg", ".csv or .npy or .parquet")]
    [InlineData("out.csv", "median", "median")]
    public void Wrong_choices_fail_with_2(string file, string pool, string part) => Features(file, "--pool", pool).AssertFailed(2, part);

    [Fact]
    public void Missing_options_fail_with_2() => ToolRun.Of("features", "--images", _images).AssertFailed(2, "--out");

    private static string Name(string line) =>
        line[..line.IndexOf(line[0] == '"' ? "\"," : ",", StringComparison.Ordinal)] + (line[0] == '"' ? "\"" : "");

    private ToolRun Features(string file, params string[] more) =>
        ToolRun.Of(["features", "--images", _images, "--backbone", ToolRun.Network, "--out", _folder.File(file), .. more]);

    private float[] Numbers(string file) =>
        [
            .. File.ReadAllLines(_folder.File(file))
                .Skip(1)
                .SelectMany(line => line[(Name(line).Length + 1)..].Split(',').Select(v => float.Parse(v, CultureInfo.InvariantCulture))),
        ];
}
