using System.Globalization;
using System.Text;
using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Predict;

/// <summary>Predictions of folders and lists, and as a table.</summary>
public sealed class PredictImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _labels;

    public PredictImagesTests()
    {
        Directory.CreateDirectory(_folder.File("photos/deep/.hidden"));
        foreach (string name in new[] { "b.png", "a.png", "deep/c.png", "deep/.hidden/d.png" })
            _folder.Write($"photos/{name}", TestImages.Png(name.Length));
        _folder.Write("photos/notes.txt", []);
        _folder.Write("list.csv", "kind,photo\nx,photos/b.png\ny,photos/deep/c.png\n"u8.ToArray());
        _folder.Write("list.txt", Encoding.UTF8.GetBytes($"{_folder.File("photos/b.png")}\n\n{_folder.File("photos/a.png")}\n"));
        _labels = _folder.Write("labels.txt", "ant\nbee, wild\ncat\nant\nprobability\n"u8.ToArray());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_has_a_row_for_each_image_of_a_folder_with_the_numbers_of_the_lines()
    {
        ToolRun run = Predict("--images", _folder.File("photos"), "--labels", _labels, "--out", _folder.File("out/predictions.csv"));
        string[] lines = File.ReadAllLines(_folder.File("out/predictions.csv"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Left out: 1 file that is not an image by its name, 1 hidden file or folder.", run.Output);
        Assert.Contains($"3 images, 5 classes: {_folder.File("out/predictions.csv")}", run.Output);
        Assert.Equal("file,predicted,probability,ant (class 0),\"bee, wild\",cat,ant (class 3),probability (class 4)", lines[0]);
        Assert.Equal(["a.png", "b.png", "deep/c.png"], lines[1..].Select(l => l.Split(',')[0]));
        using JsonDocument json = JsonDocument.Parse(Predict("--json", "--labels", _labels, _folder.File("photos/a.png")).Output);
        JsonElement[] expected = [.. json.RootElement[0].GetProperty("categories").EnumerateArray()];
        double[] shares = [.. lines[1].Split(',')[^5..].Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        Assert.All(expected, e => Assert.Equal(e.GetProperty("probability").GetDouble(), shares[e.GetProperty("class").GetInt32()], 1e-6));
        Assert.Equal(
            expected[0].GetProperty("name").GetString(),
            lines[1].Split(',')[1].Trim('"') is "bee" ? "bee, wild" : lines[1].Split(',')[1]
        );
        Assert.Equal(["predictions.csv"], Directory.GetFileSystemEntries(_folder.File("out")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("list.csv", "photos/b.png,photos/deep/c.png", "--file-column", "photo")]
    [InlineData("list.txt", "/b.png,/a.png")]
    public void Lists_are_predicted_in_their_order_under_the_names_that_they_write(string list, string names, params string[] options)
    {
        ToolRun run = Predict([.. options, "--images", _folder.File(list), "--out", _folder.File("p.csv")]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] files = [.. File.ReadLines(_folder.File("p.csv")).Skip(1).Select(l => l.Split(',')[0])];
        Assert.Equal(names.Split(','), files.Select(f => list == "list.csv" ? f : f[_folder.File("photos").Length..].Replace('\\', '/')));
    }

    [Fact]
    public void A_folder_or_list_may_stand_in_place_of_the_images()
    {
        string byOption = Predict("--images", _folder.File("photos")).Output;

        Assert.Equal(byOption, Predict(_folder.File("photos")).Output);
        Assert.Equal(3, byOption.Split('\n').Count(l => l.StartsWith(_folder.Path, StringComparison.Ordinal)));
        Assert.Equal(
            2,
            Predict("--file-column", "photo", _folder.File("list.csv"))
                .Output.Split('\n')
                .Count(l => l.EndsWith(".png", StringComparison.Ordinal))
        );
        Predict(_folder.File("photos"), _folder.File("photos/a.png")).AssertFailed(2, "photos' is a folder; give it alone, or by --images");
        Predict("--images", _folder.File("photos"), _folder.File("photos/a.png"))
            .AssertFailed(2, "Give --images or the images themselves, not both");
    }

    [Fact]
    public void An_image_that_cannot_be_read_has_an_empty_row_and_fails_the_command_when_all_is_written()
    {
        _folder.Write("photos/aa.png", [1, 2, 3]);
        ToolRun run = Predict("--images", _folder.File("photos"), "--out", _folder.File("p.csv"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("aa.png", Assert.Single(run.Error.TrimEnd().Split('\n')));
        Assert.Contains("3 images, 5 classes; 1 images could not be read", run.Output);
        Assert.Equal(
            ["file,predicted,probability,class 0,class 1,class 2,class 3,class 4", "aa.png,,,,,,,"],
            File.ReadLines(_folder.File("p.csv"))
                .Where(l => l.StartsWith("aa", StringComparison.Ordinal) || l.StartsWith("file", StringComparison.Ordinal))
        );
        Assert.Equal(5, File.ReadLines(_folder.File("p.csv")).Count());
    }

    [Theory]
    [InlineData("list.csv", "would overwrite", "--images", "list.csv", "--file-column", "photo")]
    [InlineData("photos", "is a folder; allowed: a file's name", "--images", "photos")]
    [InlineData("p.json", "the name must end in .csv", "--images", "photos")]
    [InlineData("p.csv", "--top and --json are for predictions on the output", "--images", "photos", "--json")]
    [InlineData("p.csv", "--top and --json are for predictions on the output", "--images", "photos", "--top", "5")]
    [InlineData("p.csv", "--file-column is 'photo', and --images is", "--images", "photos", "--file-column", "photo")]
    public void What_makes_no_sense_with_a_table_is_refused(string table, string message, params string[] options)
    {
        string before = File.ReadAllText(_folder.File("list.csv"));
        Predict([.. options.Select(o => o is "photos" or "list.csv" ? _folder.File(o) : o), "--out", _folder.File(table)])
            .AssertFailed(2, message);
        Assert.Equal(before, File.ReadAllText(_folder.File("list.csv")));
    }

    [Fact]
    public void Lists_that_cannot_be_read_are_told()
    {
        Predict("--images", _folder.File("nowhere")).AssertFailed(1, "is neither a folder nor a file with a list of images");
        Predict("--images", _folder.File("list.csv")).AssertFailed(1, "has no column 'file'");
        Directory.CreateDirectory(_folder.File("empty"));
        Predict("--images", _folder.File("empty")).AssertFailed(1, "holds no image");
    }

    private static ToolRun Predict(params string[] arguments) => ToolRun.Of(["predict", "--backbone", ToolRun.Network, .. arguments]);
}
