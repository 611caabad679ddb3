using System.Globalization;
using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Map;

public sealed class MapCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _photos;

    public MapCommandTests()
    {
        _photos = Directory.CreateDirectory(_folder.File("photos")).FullName;
        for (int i = 0; i < 12; i++)
        {
            Directory.CreateDirectory(_folder.File($"photos/{(i % 2 == 0 ? "ant" : "bee")}"));
            _folder.Write($"photos/{(i % 2 == 0 ? "ant" : "bee")}/{i:00}.png", TestImages.Png(i));
        }

        Directory.CreateDirectory(_folder.File("out"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tsne", "12 photos, 12 features, t-SNE with perplexity 3, divergence ")]
    [InlineData("pca", "12 photos, 12 features, principal components with ")]
    public void Photos_of_a_folder_become_a_page_a_drawing_and_a_table(string method, string made)
    {
        _folder.Write("photos/notes.txt", []);
        ToolRun run = Map("--method", method, "--out", Out("map.html"), "--svg", Out("map.svg"), "--csv", Out("map.csv"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Left out: 1 file that is not an image by its name", run.Output, StringComparison.Ordinal);
        Assert.Contains(made, run.Output, StringComparison.Ordinal);
        Assert.Contains(Out("map.html"), run.Output, StringComparison.Ordinal);
        Assert.Contains("../photos/bee/11.png", File.ReadAllText(Out("map.html")), StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(Out("map.csv"));
        Assert.Equal("file,x,y,label", lines[0]);
        Assert.Equal(13, lines.Length);
        Assert.Equal(["ant/00.png", "ant"], lines[1].Split(',').Where((_, i) => i is 0 or 3));
        Assert.Equal(["map.csv", "map.html", "map.svg"], Directory.GetFiles(_folder.File("out")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void The_same_features_from_a_file_give_the_same_map()
    {
        Map("--csv", Out("images.csv"));
        ToolRun.Of("features", "--images", _photos, "--backbone", ToolRun.Network, "--out", Out("f.npy"));
        ToolRun.Of("features", "--images", _photos, "--backbone", ToolRun.Network, "--out", Out("f.csv"));
        foreach (string file in new[] { "f.npy", "f.csv" })
        {
            ToolRun run = ToolRun.Of("map", "--features", Out(file), "--csv", Out("features.csv"));
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            Assert.Equal(File.ReadAllText(Out("images.csv")), File.ReadAllText(Out("features.csv")));
        }

        // With the folder's images beside the features there are pictures.
        ToolRun.Of("map", "--features", Out("f.npy"), "--out", Out("without.html"));
        ToolRun.Of("map", "--features", Out("f.npy"), "--images", _photos, "--out", Out("with.html"));
        Assert.DoesNotContain("data:image/jpeg", File.ReadAllText(Out("without.html")), StringComparison.Ordinal);
        Assert.Contains("data:image/jpeg", File.ReadAllText(Out("with.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Predictions_of_a_model_colour_the_photos()
    {
        var ml = new MLContext(1);
        IDataView data = ml.Data.LoadImageFolder(_photos);
        ITransformer model = ml
            .Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.ConvFeatures("Features", "ImagePath", Backbone.FromFile(ToolRun.Network)))
            .Append(ml.MulticlassClassification.Trainers.KNearestNeighbors(numberOfNeighbors: 1))
            .Fit(data);
        ml.Model.Save(model, data.Schema, Out("model.zip"));

        ToolRun run = Map("--model", Out("model.zip"), "--out", Out("map.html"), "--csv", Out("map.csv"));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("right or wrong", File.ReadAllText(Out("map.html")), StringComparison.Ordinal);
        Assert.All(File.ReadLines(Out("map.csv")).Skip(1), line => Assert.Equal(line.Split(',')[3], line.Split(',')[4]));
    }

    [Fact]
    public void Classes_of_a_table_come_from_its_column()
    {
        _folder.Write(
            "list.csv",
            System.Text.Encoding.UTF8.GetBytes(
                "file,kind\n" + string.Concat(Enumerable.Range(0, 4).Select(i => $"photos/ant/{2 * i:00}.png,kind {i % 2}\n"))
            )
        );
        ToolRun run = ToolRun.Of(
            "map",
            "--images",
            _folder.File("list.csv"),
            "--label-column",
            "kind",
            "--backbone",
            ToolRun.Network,
            "--csv",
            Out("map.csv")
        );
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["kind 0", "kind 1", "kind 0", "kind 1"], File.ReadLines(Out("map.csv")).Skip(1).Select(l => l.Split(',')[3]));
    }

    [Fact]
    public void A_photo_that_cannot_be_read_stops_the_command_or_is_left_out_and_named()
    {
        _folder.Write("photos/ant/bad.png", [1, 2, 3]);
        Map("--csv", Out("map.csv")).AssertFailed(1, "bad.png");
        Assert.False(File.Exists(Out("map.csv")));

        ToolRun run = Map("--csv", Out("map.csv"), "--skip-bad");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("bad.png", Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(13, File.ReadLines(Out("map.csv")).Count());
    }

    [Theory]
    [InlineData(2, "--out is 'map.png'; the name must end in .html", "--out", "map.png")]
    [InlineData(2, "--svg is 'map.html'; the name must end in .svg", "--svg", "map.html")]
    [InlineData(2, "--perplexity is 0; allowed: 1 or more", "--perplexity", "0")]
    [InlineData(1, "Perplexity is 12; allowed for 12 rows: 1 to 11", "--perplexity", "12")]
    [InlineData(2, "--threads is 0; allowed: 1 to 1024", "--threads", "0")]
    [InlineData(2, "--seed is given and would change nothing; allowed with --method tsne", "--method", "pca", "--seed", "2")]
    [InlineData(2, "--label-column is 'x'; allowed with --images of a CSV file", "--label-column", "x")]
    public void What_makes_no_sense_is_refused(int code, string message, params string[] options)
    {
        string[] files = options.Contains("--out") || options.Contains("--svg") ? [] : ["--csv", Out("map.csv")];
        Map([.. options, .. files]).AssertFailed(code, message);
    }

    [Fact]
    public void Images_or_features_are_needed_and_damaged_features_are_named()
    {
        ToolRun.Of("map", "--csv", Out("map.csv")).AssertFailed(2, "Name images by --images, or a file of features by --features");
        ToolRun
            .Of("map", "--features", Out("none.npy"), "--csv", Out("map.csv"))
            .AssertFailed(1, "The file of features '" + Out("none.npy") + "' is not there");
        Bad("f.csv", "path,f0\na,1\nb,x\n"u8.ToArray(), "line 3 has 'x' in column 2; needed: a number");
        Bad("f.csv", "path,f0\na,1\nb,NaN\n"u8.ToArray(), "row 1 ('b') has NaN at 0; needed: finite numbers");
        Bad("f.csv", "path,f0\na,1,2\n"u8.ToArray(), "line 2 has 3 values; needed: 2");
        Bad("f.npy", [1, 2, 3], "it doesn't begin as a file of NumPy does");
        ToolRun.Of("features", "--images", _photos, "--backbone", ToolRun.Network, "--out", Out("g.npy"));
        byte[] npy = File.ReadAllBytes(Out("g.npy"));
        Bad(
            "f.npy",
            npy[..^4],
            string.Create(CultureInfo.InvariantCulture, $"it has {(12 * 12 * 4) - 4} bytes of numbers; needed: {12 * 12 * 4}")
        );
        _folder.Write("out/f.txt", "a\n"u8.ToArray());
        Bad("f.npy", npy, "it has 12 rows, and 'f.txt' beside it 1 lines");

        void Bad(string name, byte[] contents, string message)
        {
            _folder.Write($"out/{name}", contents);
            ToolRun.Of("map", "--features", Out(name), "--csv", Out("map.csv")).AssertFailed(1, $"'{Out(name)}' can't be read: {message}");
        }
    }

    [Fact]
    public void Too_few_photos_are_told()
    {
        _folder.Write("two.txt", System.Text.Encoding.UTF8.GetBytes($"{_photos}/ant/00.png\n{_photos}/ant/02.png\n"));
        ToolRun
            .Of("map", "--images", _folder.File("two.txt"), "--backbone", ToolRun.Network, "--csv", Out("map.csv"))
            .AssertFailed(1, "A map needs 3 photos or more; there are 2");
    }

    private string Out(string name) => Path.Combine(_folder.Path, "out", name);

    private ToolRun Map(params string[] options) => ToolRun.Of(["map", "--images", _photos, "--backbone", ToolRun.Network, .. options]);
}
