using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Cli;

/// <summary>The network that commands use when none is named comes with the program.</summary>
public sealed class DefaultBackboneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DefaultBackboneTests()
    {
        for (int i = 0; i < 8; i++)
        {
            string kind = i % 2 == 0 ? "even" : "odd";
            Directory.CreateDirectory(_folder.File($"images/{kind}"));
            _folder.Write(Path.Combine("images", kind, $"{i}.png"), TestImages.Png(1 + (i % 2), 40 + i, 30));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Features_are_its_features_and_the_same_with_its_name()
    {
        ToolRun run = ToolRun.Of("features", "--images", _folder.File("images"), "--out", _folder.File("a.csv"));
        ToolRun named = ToolRun.Of(
            "features",
            "--images",
            _folder.File("images"),
            "--backbone",
            "packaged-resnet18",
            "--out",
            _folder.File("b.csv")
        );

        Assert.Equal((0, "", 0), (run.ExitCode, run.Error, named.ExitCode));
        Assert.Contains("8 images, 512 features each of layer avgpool", run.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(_folder.File("b.csv")), File.ReadAllText(_folder.File("a.csv")));
    }

    [Fact]
    public void Fine_tuning_starts_from_it()
    {
        ToolRun run = ToolRun.Of(
            "finetune",
            "--images",
            _folder.File("images"),
            "--strategy",
            "head",
            "--epochs",
            "1",
            "--test",
            "0",
            "--threads",
            "1",
            "--onnx",
            _folder.File("net.onnx")
        );

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("layer1.0.conv1", OnnxNetwork.Load(_folder.File("net.onnx")).FindLayer("layer1.0.conv1").Name);
    }

    [Fact]
    public void A_comparison_takes_it_for_conv_alone()
    {
        ToolRun run = ToolRun.Of(
            "compare",
            "--images",
            _folder.File("images"),
            "--features",
            "conv@layer9",
            "--budget",
            "1trials",
            "--folds",
            "2",
            "--out",
            _folder.File("report")
        );

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "'conv:packaged-resnet18@layer9' was left out: The network has no layer 'layer9'",
            run.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("--mean", "0.5")]
    [InlineData("--std", "0.2")]
    [InlineData("--scale", "0.004")]
    public void Its_own_normalisation_is_not_doubled(string option, string value) =>
        ToolRun
            .Of("features", "--images", _folder.File("images"), option, value, "--out", _folder.File("a.csv"))
            .AssertFailed(2, "'PackagedResNet18'", "--mean");

    [Fact]
    public void It_predicts_nothing_for_want_of_a_classifier() =>
        ToolRun
            .Of("predict", "--backbone", "packaged-resnet18", _folder.File("images/even/0.png"))
            .AssertFailed(1, "'PackagedResNet18'", "no classifier");

    [Fact]
    public void Its_summary_is_told_from_the_architecture_of_nearly_that_name()
    {
        Assert.Contains("15,908,800", ToolRun.Of("summary", "packaged-resnet18").Output, StringComparison.Ordinal);
        Assert.Contains("11,689,512", ToolRun.Of("summary", "ResNet18").Output, StringComparison.Ordinal);
    }
}
