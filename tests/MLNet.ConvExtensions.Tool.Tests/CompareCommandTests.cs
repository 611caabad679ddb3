using SkiaSharp;

namespace MLNet.ConvExtensions.Tool.Tests;

public sealed class CompareCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_of_classes_becomes_a_report_and_a_model()
    {
        Draw(16);
        string report = Path.Combine(_folder, "report"), model = Path.Combine(_folder, "model.zip");

        ToolRun run = Compare("--features", $"hog,conv:{ToolRun.Network},color+conv:{ToolRun.Network}", "--out", report, "--model", model);

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("color + conv:tiny: accuracy", run.Output, StringComparison.Ordinal);
        Assert.Contains("report.html", run.Output, StringComparison.Ordinal);
        Assert.All((string[])["report.html", "report.md", "report.csv", "report.json"], name => Assert.True(File.Exists(Path.Combine(report, name)), name));
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
    [InlineData("pixel", "allowed: shape, color, hog, lbp, haralick, edges, pixels, conv[:NAME|FILE][@LAYER]")]
    [InlineData("conv:missing.onnx", "there is no file 'missing.onnx'")]
    [InlineData("pixels,pixels", "each feature set may be there once")]
    public void Wrong_feature_sets_are_told_before_anything_is_read(string features, string part) =>
        Compare("--features", features, "--out", Path.Combine(_folder, "report")).AssertFailed(2, part);

    [Theory]
    [InlineData("10")]
    [InlineData("0m")]
    [InlineData("2.5trials")]
    public void A_budget_is_a_time_or_a_number_of_trials(string budget) => ToolRun.Of(
        "compare", "--images", _folder, "--features", "pixels", "--out", _folder, "--budget", budget).AssertFailed(2, $"'{budget}'", "10m", "20trials");

    [Fact]
    public void Images_without_class_folders_are_refused()
    {
        Draw(2);
        string flat = Path.Combine(_folder, "images", "dark");

        ToolRun.Of("compare", "--images", flat, "--features", "pixels", "--out", Path.Combine(_folder, "report")).AssertFailed(2, "none in a folder of its class");
    }

    [Fact]
    public void Too_few_images_are_told_with_what_to_do()
    {
        Draw(2);

        Compare("--features", "pixels", "--out", Path.Combine(_folder, "report")).AssertFailed(1, "'dark' (2)", "at least 4");
    }

    private ToolRun Compare(params string[] arguments) =>
        ToolRun.Of(["compare", "--images", Path.Combine(_folder, "images"), "--budget", "3trials", "--folds", "3", "--repeats", "1", .. arguments]);

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
                    canvas.Clear(new SKColor((byte)(brightness + random.Next(40)), (byte)(brightness + random.Next(40)), (byte)random.Next(256)));
                using FileStream file = File.Create(Path.Combine(folder, $"burst{i / 2}-{i}.png"));
                bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
            }
        }
    }
}
