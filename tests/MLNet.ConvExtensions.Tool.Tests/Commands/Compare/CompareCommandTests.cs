using System.Text.Json;
using MLNet.ConvExtensions.Tool.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Compare;

public sealed class CompareCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_of_classes_becomes_a_report_and_a_model()
    {
        Draw(16);
        string report = Path.Combine(_folder, "report"),
            model = Path.Combine(_folder, "model.zip");

        ToolRun run = Compare(
            "--features",
            $"hog,conv:{ToolRun.Network},color+conv:{ToolRun.Network}",
            "--out",
            report,
            "--out-model",
            model
        );

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("color + conv:tiny: accuracy", run.Output, StringComparison.Ordinal);
        Assert.Contains("report.html", run.Output, StringComparison.Ordinal);
        Assert.All(
            (string[])["report.html", "report.md", "report.csv", "report.json"],
            name => Assert.True(File.Exists(Path.Combine(report, name)), name)
        );
        Assert.True(new FileInfo(model).Length > 0);
    }

    [Fact]
    public void Groups_by_a_pattern_are_kept_together()
    {
        Draw(16);
        string report = Path.Combine(_folder, "report");

        ToolRun run = Compare("--features", "pixels", "--group-by", @"burst(\d+)", "--out", report);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("never divided", File.ReadAllText(Path.Combine(report, "report.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pixel", "allowed: shape, color, hog, lbp, haralick, edges, pixels, conv[:NAME|FILE][@LAYER], tuned[:NAME|FILE][@LAYER]")]
    [InlineData("tuned:", "--features has 'tuned:'")]
    [InlineData("conv@", "--features has 'conv@'")]
    [InlineData("tuned:nobody", "'nobody'")]
    [InlineData("tuned:missing.onnx", "there is no file 'missing.onnx'")]
    [InlineData("conv:missing.onnx", "there is no file 'missing.onnx'")]
    [InlineData("pixels,pixels", "each feature set may be there once")]
    public void Wrong_feature_sets_are_told_before_anything_is_read(string features, string part) =>
        Compare("--features", features, "--out", Path.Combine(_folder, "report")).AssertFailed(2, part);

    [Fact]
    public void A_fine_tuned_network_is_compared_in_as_many_trials_and_its_cost_is_told()
    {
        Draw(16);
        string report = Path.Combine(_folder, "report"),
            model = Path.Combine(_folder, "model.zip");

        ToolRun run = Compare(
            "--features",
            $"tuned:{ToolRun.Network},conv:{ToolRun.Network}",
            "--budget",
            "10trials",
            "--tuning-epochs",
            "2",
            "--out",
            report,
            "--out-model",
            model
        );

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(report, "report.json")));
        Dictionary<string, JsonElement> sets = json
            .RootElement.GetProperty("sets")
            .EnumerateArray()
            .ToDictionary(s => s.GetProperty("name").GetString()!);
        Assert.All(sets.Values, s => Assert.Equal(5, s.GetProperty("trials").GetInt32()));
        Assert.Equal(sets["conv:tiny"].GetProperty("dimension").GetInt32(), sets["tuned:tiny"].GetProperty("dimension").GetInt32());
        Assert.Equal("{}", sets["conv:tiny"].GetProperty("featureParameters").GetString());
        Assert.Contains("\"Strategy\":", sets["tuned:tiny"].GetProperty("featureParameters").GetString(), StringComparison.Ordinal);
        Assert.True(sets["tuned:tiny"].GetProperty("secondsToFit").GetDouble() > 0);
        Assert.Contains("tuned:tiny, Strategy = ", File.ReadAllText(Path.Combine(report, "report.md")), StringComparison.Ordinal);
        Assert.True(new FileInfo(model).Length > 0);
    }

    [Fact]
    public void Networks_of_files_take_the_preprocessing_and_layer_that_are_given_and_kept_features_are_told_apart()
    {
        Draw(16);
        string report = Path.Combine(_folder, "report");
        string[] command = ["--features", $"conv:{ToolRun.Network}", "--out", report];

        Assert.Equal(0, Compare(command).ExitCode);
        string plain = File.ReadAllText(Path.Combine(report, "report.csv"));
        Assert.Equal(0, Compare([.. command, "--mean", "0.9", "--std", "0.1", "--bgr"]).ExitCode);
        string other = File.ReadAllText(Path.Combine(report, "report.csv"));
        Assert.Equal(0, Compare([.. command, "--layer", "conv1"]).ExitCode);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(report, "report.json")));

        Assert.NotEqual(plain, other);
        Assert.Equal("conv:tiny", json.RootElement.GetProperty("sets")[0].GetProperty("name").GetString());
        Assert.NotEqual(12, json.RootElement.GetProperty("sets")[0].GetProperty("dimension").GetInt32());
    }

    [Theory]
    [InlineData("another file of the name")]
    [InlineData("--layer", "conv1")]
    [InlineData("--mean", "0.9")]
    public void Features_that_are_kept_are_not_taken_for_those_of_another_network_or_of_other_options(params string[] change)
    {
        Draw(16);
        string network = Path.Combine(_folder, "net.onnx"),
            report = Path.Combine(_folder, "report"),
            fresh = Path.Combine(_folder, "fresh");
        File.Copy(ToolRun.Network, network);
        string[] command = ["--features", $"conv:{network},pixels"];
        Assert.Equal(0, Compare([.. command, "--out", report]).ExitCode);
        if (change is [_])
            OnnxNetwork.Load(network).CutAt("conv1").Save(network);
        string[] options = change is [_] ? [] : change;

        ToolRun again = Compare([.. command, .. options, "--out", report]),
            other = Compare([.. command, .. options, "--out", fresh]);
        Assert.Equal((0, 0), (again.ExitCode, other.ExitCode));
        Assert.Equal(Scores(fresh), Scores(report));
    }

    private static string[] Scores(string report)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(report, "report.json")));
        return
        [
            .. json
                .RootElement.GetProperty("sets")
                .EnumerateArray()
                .Select(s =>
                    $"{s.GetProperty("name")} {s.GetProperty("dimension")} {s.GetProperty("folds").GetRawText()} "
                    + s.GetProperty("test").GetRawText()
                ),
        ];
    }

    [Theory]
    [InlineData("conv:embedded,hog", "--mean: for networks given as files", "--mean", "0.5")]
    [InlineData("hog", "--scale, --bgr: for networks", "--scale", "1", "--bgr")]
    [InlineData("hog", "--layer: for networks", "--layer", "conv1")]
    [InlineData("conv:embedded", "--tuning-epochs: for 'tuned' networks", "--tuning-epochs", "3")]
    [InlineData("tuned:embedded", "--tuning-epochs is 0", "--tuning-epochs", "0")]
    public void Options_that_mean_nothing_for_the_sets_are_refused_by_name(string features, string part, params string[] options) =>
        Compare(["--features", features, "--out", Path.Combine(_folder, "report"), .. options]).AssertFailed(2, part);

    [Theory]
    [InlineData("10")]
    [InlineData("0m")]
    [InlineData("2.5trials")]
    public void A_budget_is_a_time_or_a_number_of_trials(string budget) =>
        ToolRun
            .Of("compare", "--images", _folder, "--features", "pixels", "--out", _folder, "--budget", budget)
            .AssertFailed(2, $"'{budget}'", "10m", "20trials");

    [Fact]
    public void Images_without_class_folders_are_refused()
    {
        Draw(2);
        string flat = Path.Combine(_folder, "images", "dark");

        ToolRun
            .Of("compare", "--images", flat, "--features", "pixels", "--out", Path.Combine(_folder, "report"))
            .AssertFailed(2, "none in a folder of its class");
    }

    [Fact]
    public void Too_few_images_are_told_with_what_to_do()
    {
        Draw(2);

        Compare("--features", "pixels", "--out", Path.Combine(_folder, "report")).AssertFailed(1, "'dark' (2)", "at least 4");
    }

    private ToolRun Compare(params string[] arguments) =>
        ToolRun.Of([
            "compare",
            "--images",
            Path.Combine(_folder, "images"),
            "--folds",
            "3",
            "--repeats",
            "1",
            .. arguments.Contains("--budget") ? arguments : [.. arguments, "--budget", "3trials"],
        ]);

    private void Draw(int each)
    {
        var random = new Random(1);
        foreach ((string name, int brightness) in ((string, int)[])[("dark", 40), ("light", 180)])
        {
            string folder = Directory.CreateDirectory(Path.Combine(_folder, "images", name)).FullName;
            for (int i = 0; i < each; i++)
            {
                using var bitmap = new SKBitmap(new SKImageInfo(40, 32, SKColorType.Rgba8888, SKAlphaType.Opaque));
                using (var canvas = new SKCanvas(bitmap))
                    canvas.Clear(
                        new SKColor((byte)(brightness + random.Next(40)), (byte)(brightness + random.Next(40)), (byte)random.Next(256))
                    );
                using FileStream file = File.Create(Path.Combine(folder, $"burst{i / 2}-{i}.png"));
                bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
            }
        }
    }
}
