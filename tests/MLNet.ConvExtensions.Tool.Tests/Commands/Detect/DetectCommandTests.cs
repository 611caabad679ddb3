using System.Globalization;
using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Detect;

public sealed class DetectCommandTests : IDisposable
{
    /// <summary>The guide's toy, which finds contrast in photos of 96x96 pixels.</summary>
    private static readonly string Network = Path.Combine(AppContext.BaseDirectory, "Data", "detector.onnx");

    private readonly TemporaryFolder _folder = new();
    private readonly string _photos;

    public DetectCommandTests()
    {
        _photos = _folder.File("photos");
        Directory.CreateDirectory(Path.Combine(_photos, "naïve, \"quoted\""));
        _folder.Write("photos/naïve, \"quoted\"/a.png", TestImages.Png(1, 120, 90));
        _folder.Write("photos/b.png", TestImages.Png(2, 96, 96));
        _folder.Write("photos/blank.png", Blank());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_has_a_row_for_each_object_and_one_for_a_blank_photo()
    {
        string table = _folder.File("detections.csv");
        ToolRun run = Detect("--out", table);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("3 photos, ", run.Output, StringComparison.Ordinal);
        Assert.Contains(", 1 blank: " + table, run.Output, StringComparison.Ordinal);

        string[] lines = File.ReadAllLines(table);
        Assert.Equal("file,label,confidence,left,top,width,height,failure", lines[0]);
        Assert.Contains("blank.png,,,,,,,", lines);
        using Detector detector = Detector.FromFile(Network);
        string[] expected =
        [
            .. detector
                .Detect(Path.Combine(_photos, "b.png"))
                .Select(o =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"b.png,{o.Label},{o.Confidence},{o.Box.Left},{o.Box.Top},{o.Box.Width},{o.Box.Height},"
                    )
                ),
        ];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, lines.Where(l => l.StartsWith("b.png", StringComparison.Ordinal)));
        Assert.Contains(lines, l => l.StartsWith("\"naïve, \"\"quoted\"\"/a.png\",contrast,", StringComparison.Ordinal));
    }

    [Fact]
    public void JSON_has_photos_objects_and_failures()
    {
        _folder.Write("photos/c.jpg", []);
        string file = _folder.File("detections.json");
        ToolRun run = Detect("--out", file, "--skip-bad");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("c.jpg", run.Error, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file));
        JsonElement root = json.RootElement;
        Assert.Equal("detector.onnx", root.GetProperty("detector").GetString());
        Assert.Equal(["contrast"], root.GetProperty("classes").EnumerateArray().Select(c => c.GetString()));
        Dictionary<string, JsonElement> images = root.GetProperty("images")
            .EnumerateArray()
            .ToDictionary(i => i.GetProperty("file").GetString()!);
        Assert.Equal(["b.png", "blank.png", "c.jpg", "naïve, \"quoted\"/a.png"], images.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(0, images["blank.png"].GetProperty("objects").GetArrayLength());
        Assert.Contains("0 bytes", images["c.jpg"].GetProperty("failure").GetString(), StringComparison.Ordinal);
        Assert.False(images["c.jpg"].TryGetProperty("objects", out _));
        JsonElement first = images["b.png"].GetProperty("objects")[0];
        Assert.Equal("contrast", first.GetProperty("label").GetString());
        Assert.Equal(4, first.GetProperty("box").GetArrayLength());
    }

    [Fact]
    public void Photos_in_which_something_was_found_are_drawn()
    {
        string drawings = _folder.File("drawn");
        Assert.Equal(0, Detect("--draw", drawings).ExitCode);
        string[] files = [.. Directory.GetFiles(drawings, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(drawings, f))];
        Assert.Equal(["b.png.jpg", Path.Combine("naïve, \"quoted\"", "a.png.jpg")], files.Order(StringComparer.Ordinal));
        using SKBitmap drawn = SKBitmap.Decode(Path.Combine(drawings, "b.png.jpg"));
        Assert.Equal((96, 96), (drawn.Width, drawn.Height));
    }

    [Fact]
    public void Without_a_file_objects_are_written_to_the_output()
    {
        ToolRun run = Detect();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("blank.png\n  blank\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Matches(@"\n  0\.\d{3}  contrast  0\.\d{3} 0\.\d{3} 0\.\d{3} 0\.\d{3}\n", run.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_more_confidence_is_asked_for_the_fewer_objects_there_are()
    {
        int Count(string confidence) =>
            Detect("--confidence", confidence).Output.Split('\n').Count(l => l.Contains("  contrast  ", StringComparison.Ordinal));
        int few = Count("0.9"),
            many = Count("0.05");
        Assert.True(few < many, $"{few} and {many}");
    }

    [Fact]
    public void A_photo_that_cannot_be_read_is_named_and_a_failure_and_the_table_has_the_others()
    {
        _folder.Write("photos/c.jpg", [1, 2, 3]);
        string table = _folder.File("detections.csv");
        ToolRun run = Detect("--out", table);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("c.jpg", run.Error, StringComparison.Ordinal);
        Assert.Contains("; 1 could not be read", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            File.ReadAllLines(table),
            l => l.StartsWith("c.jpg,,,,,,,", StringComparison.Ordinal) && l.Contains("3 bytes", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Wrong_arguments_are_refused_before_anything_is_written()
    {
        string names = _folder.Write("names.txt", "one\ntwo\n"u8.ToArray());
        Detect("--out", _folder.File("a.txt")).AssertFailed(2, "--out", ".csv or .json");
        Detect("--confidence", "1.5").AssertFailed(2, "'--confidence' is '1.5'; allowed: 0 to 1");
        Detect("--device", "gpu").AssertFailed(2, "--device is 'gpu'");
        Detect("--threads", "0").AssertFailed(2, "--threads is 0");
        Detect("--detector-classes", names).AssertFailed(1, "has 2 names (one, two)", "room for 1 classes");
        Detect("--detector-layout", "ssd").AssertFailed(1, "Layout is Ssd");
        ToolRun.Of("detect", "--detector", "none.onnx", "--images", _photos).AssertFailed(2, "none.onnx");
        ToolRun
            .Of("detect", "--detector", ToolRun.Network, "--images", _photos, "--out", _folder.File("a.csv"))
            .AssertFailed(1, "'tiny.onnx' is no detector that is known here");
        Assert.False(File.Exists(_folder.File("a.csv")));
    }

    private ToolRun Detect(params string[] arguments) => ToolRun.Of(["detect", "--detector", Network, "--images", _photos, .. arguments]);

    private static byte[] Blank()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(96, 96, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor(114, 114, 114));
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
