using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Train;

/// <summary>Trainings with few, single or bad images, and with options that don't go together; of train and finetune alike.</summary>
public sealed class TrainInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainInputTests()
    {
        foreach (string kind in new[] { "even", "odd" })
            Directory.CreateDirectory(_folder.File($"images/{kind}"));
        for (int i = 0; i < 40; i++)
            _folder.Write(Path.Combine("images", i % 2 == 0 ? "even" : "odd", $"{i}.png"), TestImages.Png(1 + (i % 2), 20 + (i / 4), 20));
    }

    public static TheoryData<string, string, string> Taken =>
        new()
        {
            { "--out", "taken", "is a folder; allowed: a file's name" },
            { "--onnx", "taken", "is a folder; allowed: a file's name" },
            { "--history", "taken", "is a folder; allowed: a file's name" },
            { "--checkpoint", "taken", "is a folder; allowed: a file's name" },
            { "--out", "images/even/0.png/model.zip", "can't be written" },
            { "--tensorboard", "images/even/0.png", "is a file; allowed: a folder" },
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Taken))]
    public void Where_an_output_cannot_be_written_nothing_is_begun(string option, string path, string expected)
    {
        Directory.CreateDirectory(_folder.File("taken"));
        Assert.All(
            Commands(),
            c => ToolRun.Of([.. c, option, _folder.File(path)]).AssertFailed(2, $"{option} is '{_folder.File(path)}'", expected)
        );
    }

    [Fact]
    public void Two_outputs_of_one_name_are_refused() =>
        Assert.All(
            Commands(),
            c =>
                ToolRun
                    .Of([.. c, "--out", _folder.File("one"), "--onnx", _folder.File("one")])
                    .AssertFailed(2, "--onnx is", "which --out is too")
        );

    [Theory]
    [InlineData("train", "--size", "16", "--size is 16; allowed with an architecture only")]
    [InlineData("head", "--stages", "1", "--stages is given and would change nothing; allowed with --strategy last-stages")]
    [InlineData("full", "--stages", "2", "--stages is given and would change nothing")]
    [InlineData(
        "last-stages",
        "--epochs-per-stage",
        "2",
        "--epochs-per-stage is given and would change nothing; allowed with --strategy gradual"
    )]
    [InlineData("head", "--stage-rate-factor", "0.5", "--stage-rate-factor is given and would change nothing")]
    [InlineData("head", "--head-epochs", "1", "--head-epochs is given and would change nothing")]
    [InlineData("head", "--freeze-statistics", "false", "--freeze-statistics is given and would change nothing")]
    [InlineData("head", "--restore-normalization", "true", "--restore-normalization is given and would change nothing")]
    public void Options_that_another_one_makes_void_are_refused(string strategy, string option, string value, string expected) =>
        ToolRun
            .Of(
                strategy == "train"
                    ? ["train", "--images", _folder.File("images"), "--network", ToolRun.Network, option, value]
                    : ["finetune", "--images", _folder.File("images"), "--backbone", ToolRun.Network, "--strategy", strategy, option, value]
            )
            .AssertFailed(2, expected);

    [Theory]
    [InlineData("--hidden", "8")]
    [InlineData("--dropout", "0.1")]
    [InlineData("--layer", "relu2")]
    public void A_model_keeps_its_head(string option, string value) =>
        ToolRun
            .Of("finetune", "--images", _folder.File("images"), "--model", _folder.File("model.zip"), option, value)
            .AssertFailed(2, $"{option} is given and would change nothing; allowed with a --backbone");

    [Theory]
    [InlineData("warm-up", "1", "--schedule is 'warm-up' and --epochs is 1; needed: 2 or more")]
    [InlineData("plateau", "1", "--schedule is 'plateau' and --epochs is 1; needed: 4 or more")]
    [InlineData("plateau", "3", "--schedule is 'plateau' and --epochs is 3; needed: 4 or more")]
    public void A_schedule_that_cannot_come_about_is_refused(string schedule, string epochs, string expected) =>
        Assert.All(Commands(), c => ToolRun.Of([.. c, "--schedule", schedule, "--epochs", epochs]).AssertFailed(2, expected));

    [Theory]
    [InlineData("step", 10)]
    [InlineData("warm-up", 10)]
    [InlineData("step", 3)]
    public void A_schedule_changes_the_rate_in_a_training_of_few_epochs(string schedule, int epochs)
    {
        ToolRun run = ToolRun.Of([
            .. Commands()[1],
            "--schedule",
            schedule,
            "--epochs",
            $"{epochs}",
            "--history",
            _folder.File("history.csv"),
        ]);
        string[] names = File.ReadLines(_folder.File("history.csv")).First().Split(',');
        string[] rates =
        [
            .. File.ReadLines(_folder.File("history.csv")).Skip(1).Select(l => l.Split(',')[Array.IndexOf(names, "learning_rate")]),
        ];

        Assert.Equal(0, run.ExitCode);
        Assert.InRange(rates.Distinct().Count(), 3, 10);
        Assert.DoesNotContain("never", run.Error);
    }

    [Theory]
    [InlineData("--patience", "3")]
    [InlineData("--schedule", "plateau")]
    [InlineData("--batch-size", "64")]
    public void Few_images_suffice(string option, string value)
    {
        foreach (string[] command in Commands())
        {
            ToolRun run = ToolRun.Of([.. command, option, value, "--epochs", "4", "--out", _folder.File("model.zip")]);

            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Contains("Accuracy on test images: ", run.Output);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void A_class_of_one_image_is_learned_from(int classes)
    {
        for (int i = 0; i < classes; i++)
        {
            Directory.CreateDirectory(_folder.File($"images/rare{i}"));
            _folder.Write($"images/rare{i}/a.png", TestImages.Png(50 + i, 24, 24));
        }

        foreach (string[] command in Commands())
        {
            ToolRun run = ToolRun.Of([.. command, "--epochs", "2", "--patience", "1", "--out", _folder.File("model.zip")]);

            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Contains("Of rare0", run.Output);
            Assert.Contains(
                classes == 9 ? "and 1 more classes there is one image" : "there is one image, which is learned from",
                run.Output
            );
        }
    }

    [Theory]
    [InlineData("even/0.png")]
    [InlineData("even/6.png", "odd/7.png", "odd/9.png")]
    [InlineData(
        "even/0.png",
        "even/2.png",
        "even/4.png",
        "even/6.png",
        "even/8.png",
        "even/10.png",
        "even/12.png",
        "even/14.png",
        "even/16.png",
        "even/18.png"
    )]
    public void Images_that_cannot_be_read_are_left_out_where_that_is_asked_for(params string[] bad)
    {
        foreach (string image in bad)
            _folder.Write(Path.Combine("images", image), [1, 2, 3]);
        foreach (string[] command in Commands())
        {
            ToolRun run = ToolRun.Of([.. command, "--epochs", "2", "--skip-bad", "--out", _folder.File("model.zip")]),
                without = ToolRun.Of([.. command, "--epochs", "2"]);

            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Contains("Accuracy on test images: ", run.Output);
            Assert.DoesNotContain("NaN", run.Output);
            Assert.All(bad, image => Assert.Contains(Path.GetFileName(image), run.Error));
            Assert.Equal(1, without.ExitCode);
        }
    }

    [Fact]
    public void MNIST_has_no_images_that_could_be_bad() =>
        ToolRun
            .Of("train", "--mnist", _folder.File("images"), "--network", "LeNet5", "--skip-bad")
            .AssertFailed(2, "--skip-bad is for images");

    private string[][] Commands() =>
        [
            ["train", "--images", _folder.File("images"), "--network", "LeNet5", "--size", "16", "--threads", "1"],
            ["finetune", "--images", _folder.File("images"), "--backbone", ToolRun.Network, "--threads", "1", "--strategy", "head"],
        ];
}
