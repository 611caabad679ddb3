using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Models;

public sealed class SummaryCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Summary_is_a_table_with_totals_and_the_feature_layer()
    {
        ToolRun run = ToolRun.Of("summary", ToolRun.Network);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"\nconv1 \(Conv\) +\(None, 8, 32, 32\) +224\n", run.Output);
        Assert.Contains("Total params: 1,165\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("Feature layer: flatten (None, 12)\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_in_json_has_layers_shapes_and_weights()
    {
        ToolRun run = ToolRun.Of("summary", ToolRun.Network, "--json");
        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement root = json.RootElement;
        JsonElement first = root.GetProperty("layers")[0];
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("conv1", first.GetProperty("name").GetString());
        Assert.Equal(224, first.GetProperty("parameters").GetInt64());
        Assert.Equal(
            [null, 8, 32, 32],
            first.GetProperty("outputShape").EnumerateArray().Select(d => d.ValueKind == JsonValueKind.Null ? (long?)null : d.GetInt64())
        );
        Assert.Equal([3, 3], first.GetProperty("receptiveField").EnumerateArray().Select(d => d.GetDouble()));
        Assert.Equal(
            (8, 1165L, "flatten"),
            (
                root.GetProperty("layers").GetArrayLength(),
                root.GetProperty("parameters").GetInt64(),
                root.GetProperty("featureLayer").GetString()!
            )
        );
    }

    [Fact]
    public void Architecture_is_summarised_for_its_input_and_classes()
    {
        ToolRun run = ToolRun.Of("summary", "lenet-5", "--input", "32x32x3", "--classes", "7");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"\nconv1 \(Conv\) +\(None, 6, 28, 28\) +456\n", run.Output);
        Assert.Matches(@"\ndense3 \(Gemm\) +\(None, 7\) +595\n", run.Output);
        Assert.Contains("Total params: 61,751\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Architecture_has_its_published_input_by_default() =>
        Assert.Contains("Total params: 61,706\n", ToolRun.Of("summary", "LeNet5").Output, StringComparison.Ordinal);

    [Fact]
    public void Images_too_small_for_the_architecture_fail_with_the_smallest_size() =>
        ToolRun.Of("summary", "AlexNet", "--input", "32x32x3").AssertFailed(1, "maxpool3", "63x63");

    [Fact]
    public void Unknown_name_fails_with_the_nearest() =>
        ToolRun.Of("summary", "EficientNetB0").AssertFailed(2, "EficientNetB0", "LeNet5", "'EfficientNetB0'");

    [Theory]
    [InlineData("LeNet5", "--input", "32x32")]
    [InlineData("LeNet5", "--input", "0x32x1")]
    [InlineData("LeNet5", "--classes", "0")]
    [InlineData("LeNet5", "--classes", "ten")]
    public void Impossible_input_or_classes_fail_with_2(params string[] arguments) =>
        ToolRun.Of(["summary", .. arguments]).AssertFailed(2, arguments[1]);

    [Fact]
    public void Input_for_a_file_fails_with_2() => ToolRun.Of("summary", ToolRun.Network, "--classes", "7").AssertFailed(2, "--classes");

    [Fact]
    public void Missing_file_fails_in_one_line() => ToolRun.Of("summary", _folder.File("no.onnx")).AssertFailed(1, "no.onnx");

    [Fact]
    public void File_that_is_no_network_fails_in_one_line() =>
        ToolRun.Of("summary", _folder.Write("text.onnx", "line\nline\n"u8.ToArray())).AssertFailed(1, "text.onnx", "is not an ONNX file");

    [Fact]
    public void Truncated_network_fails_in_one_line() =>
        ToolRun
            .Of("summary", _folder.Write("half.onnx", File.ReadAllBytes(ToolRun.Network)[..2000]))
            .AssertFailed(1, "half.onnx", "truncated");

    [Theory]
    [InlineData]
    [InlineData("summary")]
    [InlineData("summary", "a.onnx", "--yaml")]
    [InlineData("sumary", "a.onnx")]
    public void Wrong_arguments_fail_with_2(params string[] arguments) => ToolRun.Of(arguments).AssertFailed(2, "--help");

    [Fact]
    public void Help_goes_to_the_output()
    {
        ToolRun run = ToolRun.Of("--help");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("features", run.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Real_network_is_summarised()
    {
        ToolRun run = ToolRun.Of("summary", SharedData.Require("models", "squeezenet1.1", "squeezenet1.1_fp32.onnx"));
        Assert.Contains("Total params: 1,235,496\n", run.Output, StringComparison.Ordinal);
    }
}
