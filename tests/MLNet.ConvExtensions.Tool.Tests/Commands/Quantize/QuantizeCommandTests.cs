using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Quantize;

public sealed class QuantizeCommandTests : IDisposable
{
    private static readonly string[] AnyCost = ["--max-loss", "100", "--min-speedup", "0"];

    private readonly TemporaryFolder _folder = new();
    private readonly string _photos;
    private readonly string _out;

    public QuantizeCommandTests()
    {
        (_photos, _out) = (_folder.File("photos"), _folder.File("small.onnx"));
        foreach (string name in (string[])["a", "b"])
        {
            Directory.CreateDirectory(Path.Combine(_photos, name));
            for (int i = 0; i < 5; i++)
                _folder.Write($"photos/{name}/{i}.png", TestImages.Png((i * 2) + name[0], 40, 40));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Network_is_written_with_what_it_costs_and_brings_and_used_like_any()
    {
        ToolRun run = Quantize(AnyCost);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("accuracy of logistic regression", run.Output, StringComparison.Ordinal);
        Assert.Contains("images a second on one core: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("layers in 8 bits: ", run.Output, StringComparison.Ordinal);

        ToolRun features = ToolRun.Of("features", "--backbone", _out, "--images", _photos, "--out", _folder.File("small.csv"));
        Assert.Equal(0, features.ExitCode);
        Assert.Equal(11, File.ReadAllLines(_folder.File("small.csv")).Length);
        Assert.Equal(0, ToolRun.Of("look", _out, "--out", _folder.File("look")).ExitCode);
        Assert.Equal(0, ToolRun.Of("summary", _out).ExitCode);
        Assert.Equal(0, ToolRun.Of("predict", "--backbone", _out, "--images", _photos, "--out", _folder.File("found.csv")).ExitCode);
    }

    [Fact]
    public void Report_is_json_for_programs_and_photos_need_no_classes()
    {
        ToolRun run = Quantize([.. AnyCost, "--json", "--no-labels", "--method", "entropy", "--calibration", "8"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var report = JsonDocument.Parse(run.Output);
        Assert.Equal("agreement", report.RootElement.GetProperty("measure").GetString());
        Assert.Equal(8, report.RootElement.GetProperty("calibrationPhotos").GetInt32());
        Assert.Equal(10, report.RootElement.GetProperty("measuredPhotos").GetInt32());
    }

    [Fact]
    public void Refused_network_is_not_written_and_the_old_file_stays()
    {
        File.WriteAllText(_out, "old");
        Quantize("--max-loss", "100", "--min-speedup", "1000").AssertFailed(1, "times as many images a second", "needed: 1000");
        Assert.Equal("old", File.ReadAllText(_out));
    }

    [Fact]
    public void Half_floats_take_no_options_of_ranges()
    {
        Assert.Equal(0, Quantize([.. AnyCost, "--precision", "half"]).ExitCode);
        Quantize("--precision", "half", "--method", "minmax")
            .AssertFailed(2, "--method is given and would change nothing", "--precision int8");
        Quantize("--method", "minmax", "--percentile", "99").AssertFailed(2, "--percentile", "--method percentile");
    }

    [Fact]
    public void Wrong_values_are_named()
    {
        Quantize("--method", "guess").AssertFailed(2, "guess");
        Quantize("--max-loss", "-1").AssertFailed(1, "MaxLoss is -1", "0 or more");
        Quantize("--calibration", "2").AssertFailed(1, "CalibrationPhotos is 2", "8 or more");
        ToolRun
            .Of("quantize", "--backbone", ToolRun.Network, "--images", _photos, "--out", _folder.File("a.zip"))
            .AssertFailed(2, "--out", ".onnx");
        ToolRun
            .Of("quantize", "--backbone", ToolRun.Network, "--images", _photos, "--out", ToolRun.Network)
            .AssertFailed(2, "--backbone itself");
        ToolRun.Of("quantize", "--backbone", ToolRun.Network, "--images", _folder.File("none"), "--out", _out).AssertFailed(2, "none");
    }

    [Fact]
    public void Photos_that_are_too_few_or_broken_or_a_network_that_is_quantized_fail()
    {
        Assert.Equal(0, Quantize(AnyCost).ExitCode);
        ToolRun
            .Of("quantize", "--backbone", _out, "--images", _photos, "--out", _folder.File("b.onnx"))
            .AssertFailed(1, "quantised already");
        _folder.Write("photos/a/broken.jpg", [1, 2, 3]);
        Quantize().AssertFailed(1, "broken.jpg");
        Directory.Delete(Path.Combine(_photos, "a"), recursive: true);
        Quantize("--no-labels").AssertFailed(1, "5 different photos", "8 or more");
    }

    private ToolRun Quantize(params string[] more) =>
        ToolRun.Of(["quantize", "--backbone", ToolRun.Network, "--images", _photos, "--out", _out, .. more]);
}
