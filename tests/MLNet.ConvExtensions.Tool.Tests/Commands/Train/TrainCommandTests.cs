using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Train;

public sealed class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainCommandTests()
    {
        Directory.CreateDirectory(_folder.File("images/even"));
        Directory.CreateDirectory(_folder.File("images/odd"));
        for (int i = 0; i < 40; i++)
            _folder.Write(Path.Combine("images", i % 2 == 0 ? "even" : "odd", $"{i}.png"), TestImages.Png(1 + (i % 2), 20 + (i / 4), 20));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_of_images_becomes_a_model_that_ML_NET_loads()
    {
        ToolRun run = ToolRun.Of([
            .. Command("model.zip"),
            "--epochs",
            "6",
            "--augment",
            "photo",
            "--onnx",
            _folder.File("net.onnx"),
            "--history",
            _folder.File("history.csv"),
            "--tensorboard",
            _folder.File("logs"),
        ]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Accuracy on test images: 1.0000", run.Output);
        Assert.Equal(6, run.Error.Split('\n').Count(l => l.StartsWith("Epoch ", StringComparison.Ordinal)));
        Assert.Equal(7, File.ReadLines(_folder.File("history.csv")).Count());
        Assert.Single(Directory.GetFiles(_folder.File("logs")));
        Assert.Equal(2, OnnxNetwork.Load(_folder.File("net.onnx")).Outputs[0].Shape![1]);
        Assert.True(PlainModel.CountRight(_folder.File("model.zip"), _folder.File("images")) >= 38);
    }

    [Fact]
    public void A_recipe_holds_where_no_option_is_given()
    {
        string[] command =
        [
            "train",
            "--images",
            _folder.File("images"),
            "--network",
            "LeNet5",
            "--size",
            "16",
            "--preset",
            "digits",
            "--threads",
            "1",
            "--history",
            _folder.File("history.csv"),
        ];
        ToolRun whole = ToolRun.Of(command);
        string[] lines = File.ReadAllLines(_folder.File("history.csv"));
        ToolRun changed = ToolRun.Of([.. command, "--epochs", "2", "--learning-rate", "0.001", "--schedule", "constant"]);
        string[] changedLines = File.ReadAllLines(_folder.File("history.csv"));

        Assert.True(whole.ExitCode == 0 && changed.ExitCode == 0, whole.Error + changed.Error);
        Assert.Equal(ConvNetOptions.Digits.Epochs + 1, lines.Length);
        Assert.Equal(3, changedLines.Length);
        Assert.All(changedLines[1..], line => Assert.Contains(",0.001,", line));
    }

    [Fact]
    public void Killed_at_five_random_moments_it_ends_with_the_bytes_of_a_run_that_was_left_alone()
    {
        Assert.Equal(0, ToolProcess.Run(Killed("whole")).ExitCode);
        string state = _folder.File("killed.state");
        var random = new Random(7);
        int kills = 0;
        for (int i = 0; i < 5; i++)
        {
            DateTime before = File.Exists(state) ? File.GetLastWriteTimeUtc(state) : DateTime.MinValue;
            using var tool = new ToolProcess(Killed("killed"));
            if (!tool.WaitUntil(() => File.Exists(state) && File.GetLastWriteTimeUtc(state) > before))
                break;
            Thread.Sleep(random.Next(40));
            tool.Kill();
            kills++;
        }

        Assert.Equal(5, kills);
        Assert.Equal(0, ToolProcess.Run(Killed("killed")).ExitCode);
        Assert.Equal(File.ReadAllBytes(_folder.File("whole.onnx")), File.ReadAllBytes(_folder.File("killed.onnx")));
    }

    [Fact]
    public void Test_images_do_not_decide_when_to_stop()
    {
        ToolRun run = ToolRun.Of([.. Command("model.zip"), "--epochs", "30", "--patience", "1", "--history", _folder.File("history.csv")]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Accuracy on test images: ", run.Output);
        Assert.Contains("val_loss", File.ReadLines(_folder.File("history.csv")).First());
    }

    [Fact]
    public void A_network_that_has_gone_wrong_is_not_saved()
    {
        ToolRun run = ToolRun.Of([
            .. Command("there/model.zip").Select(a => a == "LeNet5" ? "FourConv" : a),
            "--learning-rate",
            "1e30",
            "--optimizer",
            "sgd",
            "--schedule",
            "constant",
        ]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Lower the learning rate", run.Error);
        Assert.Contains("Nothing was saved", run.Error);
        Assert.False(File.Exists(_folder.File("there/model.zip")));
    }

    [Theory]
    [InlineData("--network", "LeNet6", "--network is 'LeNet6'")]
    [InlineData("--optimizer", "sdg", "--optimizer is 'sdg'; allowed: sgd, nesterov")]
    [InlineData("--schedule", "up", "--schedule is 'up'; allowed: constant")]
    [InlineData("--augment", "all", "--augment is 'all'; allowed: none, light, cifar, photo, trivial")]
    [InlineData("--mix-probability", "0.5", "--mix-probability needs a --mixup or --cutmix above 0")]
    [InlineData("--preset", "photos", "--preset is 'photos'; allowed: digits, small-photos")]
    [InlineData("--checkpoint-every", "5", "--checkpoint-every needs a --checkpoint")]
    [InlineData("--test", "1", "--test is 1; allowed: 0 to 0.9")]
    [InlineData("--mnist", "there", "Give one of --images, --mnist and --cifar")]
    public void Wrong_arguments_are_named(string option, string value, string expected) =>
        ToolRun
            .Of([.. Command("model.zip").Where((_, i) => option != "--network" || i is < 3 or > 4), option, value])
            .AssertFailed(2, expected);

    [Theory]
    [InlineData("--epochs", "0", "Epochs is 0; allowed: 1 to 1000000")]
    [InlineData("--device", "cuda", "finds no CUDA device")]
    [InlineData("--learning-rate", "-1", "LearningRate is -1; allowed: above 0")]
    [InlineData("--average", "1", "WeightAverage.Decay is 1; allowed: 0 or more, below 1")]
    [InlineData("--preset", "small-photos", "ProgressiveResizing needs a network that takes images of any size")]
    public void Values_that_cannot_be_had_are_named(string option, string value, string expected) =>
        ToolRun.Of([.. Command("model.zip"), option, value]).AssertFailed(1, expected);

    private string[] Command(string model) =>
        [
            "train",
            "--images",
            _folder.File("images"),
            "--network",
            "LeNet5",
            "--size",
            "16",
            "--batch-size",
            "8",
            "--threads",
            "1",
            "--out",
            _folder.File(model),
        ];

    private string[] Killed(string name) =>
        [
            "train",
            "--images",
            _folder.File("images"),
            "--network",
            "FourConv",
            "--size",
            "16",
            "--batch-size",
            "4",
            "--threads",
            "1",
            "--epochs",
            "60",
            "--augment",
            "light",
            "--optimizer",
            "nesterov",
            "--onnx",
            _folder.File(name + ".onnx"),
            "--checkpoint",
            _folder.File(name + ".state"),
            "--checkpoint-every",
            "2",
        ];
}
