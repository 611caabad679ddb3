using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Cli;

public sealed class UnknownOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("models")]
    [InlineData("summary", "LeNet5")]
    [InlineData("features", "--images", "photos", "--out", "o.csv")]
    [InlineData("merge", "--out", "o.csv")]
    [InlineData("predict", "--model", "m.zip", "photo.jpg")]
    [InlineData("evaluate", "--model", "m.zip", "--images", "photos")]
    [InlineData("compare", "--images", "photos", "--out", "report")]
    [InlineData("train", "--images", "photos", "--network", "LeNet5")]
    [InlineData("finetune", "--images", "photos")]
    public void Every_command_refuses_an_option_that_it_does_not_know_and_never_takes_it_for_a_file(params string[] command)
    {
        foreach (string option in new[] { "--no-such-option", "-x", "--no-such-option=1" })
        {
            ToolRun.Of([.. command, option]).AssertFailed(2, $"'{option}'");
            ToolRun.Of([command[0], option, .. command[1..]]).AssertFailed(2, $"'{option}'");
        }
    }

    [Theory]
    [InlineData(
        "predict",
        "The option '--tops' is unknown; perhaps '--top' is meant.",
        "--backbone",
        "net.onnx",
        "--tops",
        "3",
        "photo.jpg"
    )]
    [InlineData(
        "predict",
        "The option '--output-file=x' is unknown; perhaps '--output' is meant.",
        "--backbone",
        "net.onnx",
        "photo.jpg",
        "--output-file=x"
    )]
    [InlineData(
        "features",
        "The option '--skip-bads' is unknown; perhaps '--skip-bad' is meant.",
        "--out",
        "o.csv",
        "--images",
        "--skip-bads"
    )]
    public void The_option_that_may_be_meant_is_named(string command, string message, params string[] options) =>
        ToolRun.Of([command, .. options]).AssertFailed(2, message);

    [Fact]
    public void Behind_two_dashes_and_with_a_folder_in_front_a_file_may_be_called_anything()
    {
        string image = _folder.Write("-x.png", TestImages.Png(1));
        Assert.Equal(0, ToolRun.Of("predict", "--backbone", ToolRun.Network, image).ExitCode);
        ToolRun.Of("predict", "--backbone", ToolRun.Network, "--", "-gone.png").AssertFailed(1, "-gone.png");
    }

    [Fact]
    public void Numbers_below_zero_are_values() =>
        ToolRun.Of("train", "--images", _folder.Path, "--network", "LeNet5", "--learning-rate", "-1").AssertFailed(2, "holds no image");
}
