using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.FineTune;

public sealed class FineTuneCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FineTuneCommandTests()
    {
        for (int i = 0; i < 40; i++)
        {
            string kind = i % 2 == 0 ? "even" : "odd";
            Directory.CreateDirectory(_folder.File($"images/{kind}"));
            _folder.Write(Path.Combine("images", kind, $"{i}.png"), TestImages.Png(1 + (i % 2), 20 + (i / 4), 20));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("head", "0.3")]
    [InlineData("last-stages", "0.01", "--stages", "2", "--stage-rate-factor", "0.5", "--dropout", "0.1")]
    [InlineData("full", "0.01", "--hidden", "16,8", "--head-epochs", "2", "--augment", "photo")]
    [InlineData(
        "gradual",
        "0.01",
        "--epochs-per-stage",
        "2",
        "--layer",
        "relu2",
        "--restore-normalization",
        "--freeze-statistics",
        "false"
    )]
    public void A_pretrained_network_learns_other_classes_and_ML_NET_loads_the_model(string strategy, string rate, params string[] options)
    {
        ToolRun run = ToolRun.Of([
            .. Command("--strategy", strategy, "--learning-rate", rate),
            "--epochs",
            "12",
            "--out",
            _folder.File("model.zip"),
            "--onnx",
            _folder.File("net.onnx"),
            .. options,
        ]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Accuracy on test images: 1.0000", run.Output);
        Assert.Equal(12, run.Error.Split('\n').Count(l => l.StartsWith("Epoch ", StringComparison.Ordinal)));
        Assert.Equal(2, OnnxNetwork.Load(_folder.File("net.onnx")).Outputs[0].Shape![1]);
        Assert.True(PlainModel.CountRight(_folder.File("model.zip"), _folder.File("images")) >= 38);
    }

    [Fact]
    public void A_saved_model_is_trained_on_with_new_images_of_its_classes()
    {
        Assert.Equal(0, ToolRun.Of([.. Command("--strategy", "head"), "--epochs", "1", "--out", _folder.File("first.zip")]).ExitCode);
        string[] more =
        [
            "finetune",
            "--images",
            _folder.File("images"),
            "--model",
            _folder.File("first.zip"),
            "--strategy",
            "full",
            "--learning-rate",
            "0.01",
            "--epochs",
            "25",
            "--threads",
            "1",
        ];
        ToolRun run = ToolRun.Of([.. more, "--out", _folder.File("second.zip")]);
        ToolRun judged = ToolRun.Of("evaluate", "--model", _folder.File("second.zip"), "--images", _folder.File("images"));

        Assert.Equal((0, 0), (run.ExitCode, judged.ExitCode));
        Assert.Contains("Accuracy on test images: 1.0000", run.Output);
        Assert.Contains("1.0000", judged.Output);
        Assert.Contains(
            "Give one of --backbone and --model",
            ToolRun.Of([.. Command("--strategy", "head"), "--model", _folder.File("first.zip")]).Error
        );
        Directory.Move(_folder.File("images/odd"), _folder.File("images/strange"));
        Assert.Contains("has classes that the model doesn't know: strange; it knows: even, odd", ToolRun.Of(more).Error);
    }

    [Fact]
    public void A_folder_of_decoded_images_serves_later_runs_and_changes_nothing()
    {
        string[] command = [.. Command("--strategy", "last-stages", "--augment", "photo"), "--epochs", "2"];
        Assert.Equal(0, ToolRun.Of([.. command, "--onnx", _folder.File("plain.onnx"), "--cache-megabytes", "0"]).ExitCode);
        var files = new List<(string, long)[]>();
        for (int run = 0; run < 2; run++)
        {
            string[] kept = [.. command, "--onnx", _folder.File("kept.onnx"), "--image-cache", _folder.File("decoded")];
            Assert.Equal(0, ToolRun.Of(kept).ExitCode);
            Assert.Equal(File.ReadAllBytes(_folder.File("plain.onnx")), File.ReadAllBytes(_folder.File("kept.onnx")));
            files.Add([.. new DirectoryInfo(_folder.File("decoded")).GetFiles("*.cache").Select(f => (f.Name, f.Length)).Order()]);
        }

        // Crops are cut from larger images than those that are validated.
        Assert.Equal(2, files[0].Length);
        Assert.Equal(files[0], files[1]);
        Assert.Contains(
            "--cache-megabytes is 0; allowed with --image-cache: 1 or more",
            ToolRun.Of([.. command, "--cache-megabytes", "0", "--image-cache", _folder.File("decoded")]).Error
        );
    }

    [Fact]
    public void The_same_command_goes_on_from_a_checkpoint_and_ends_with_the_same_network()
    {
        Assert.Equal(0, ToolRun.Of([.. Command("--strategy", "full"), "--epochs", "4", "--onnx", _folder.File("whole.onnx")]).ExitCode);
        string[] parted =
        [
            .. Command("--strategy", "full"),
            "--epochs",
            "4",
            "--onnx",
            _folder.File("parted.onnx"),
            "--checkpoint",
            _folder.File("run.state"),
        ];
        Assert.Equal(0, ToolRun.Of(parted).ExitCode);
        Assert.Equal(0, ToolRun.Of(parted).ExitCode);

        Assert.Equal(File.ReadAllBytes(_folder.File("whole.onnx")), File.ReadAllBytes(_folder.File("parted.onnx")));
    }

    [Fact]
    public void The_network_may_be_given_its_own_preprocessing()
    {
        string usual = ToolRun.Of([.. Command("--strategy", "head"), "--epochs", "2"]).Output;

        Assert.NotEqual(usual, ToolRun.Of([.. Command("--strategy", "head"), "--epochs", "2", "--mean", "0.5", "--std", "0.5"]).Output);
    }

    [Theory]
    [InlineData("--strategy", "tail", "'tail'")]
    [InlineData("--hidden", "8,x", "Option '--hidden' is '8,x'")]
    [InlineData("--test", "1", "--test is 1; allowed: 0 to 0.9")]
    [InlineData("--schedule", "up", "--schedule is 'up'")]
    public void Wrong_arguments_are_named(string option, string value, string expected) =>
        ToolRun.Of([.. Command(), option, value]).AssertFailed(2, expected);

    [Theory]
    [InlineData("--stages", "0", "Stages is 0; allowed: 1 or more")]
    [InlineData("--stages", "9", "Stages is 9; the backbone has")]
    [InlineData("--dropout", "1", "Dropout is 1; allowed: 0 or more, below 1")]
    [InlineData("--stage-rate-factor", "2", "StageRateFactor is 2")]
    [InlineData("--head-epochs", "99", "HeadEpochs is 99; allowed: 0 to Epochs")]
    [InlineData("--layer", "gone", "'gone'")]
    public void Values_that_cannot_be_had_are_named(string option, string value, string expected) =>
        ToolRun.Of([.. Command(), option, value]).AssertFailed(1, expected);

    [Fact]
    public void A_backbone_that_is_not_there_is_named() =>
        ToolRun.Of("finetune", "--images", _folder.File("images"), "--backbone", _folder.File("gone.onnx")).AssertFailed(1, "gone.onnx");

    [Fact]
    public void A_folder_of_one_class_is_refused() =>
        ToolRun
            .Of("finetune", "--images", _folder.File("images/even"), "--backbone", ToolRun.Network)
            .AssertFailed(2, "a folder for each class is needed");

    private string[] Command(params string[] options) =>
        ["finetune", "--images", _folder.File("images"), "--backbone", ToolRun.Network, "--batch-size", "8", "--threads", "1", .. options];
}
