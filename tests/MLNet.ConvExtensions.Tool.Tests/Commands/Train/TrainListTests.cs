using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Train;

/// <summary>Tables and groups, of train, finetune, evaluate and compare alike.</summary>
public sealed class TrainListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainListTests()
    {
        Directory.CreateDirectory(_folder.File("photos"));
        var lines = new List<string> { "file,kind,animal" };
        for (int i = 0; i < 40; i++)
        {
            _folder.Write($"photos/{i}.png", TestImages.Png(1 + (i % 2), 20 + (i / 4), 20));
            lines.Add($"photos/{i}.png,{(i % 2 == 0 ? "even" : "odd")},a{i % 2}-{i / 4}");
        }

        File.WriteAllLines(_folder.File("list.csv"), lines);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train", "--network", "LeNet5", "--size", "16", "--batch-size", "8")]
    [InlineData("finetune", "--strategy", "head", "--learning-rate", "0.3", "--backbone")]
    public void A_table_with_groups_is_learned_from_judged_and_predicted(string command, params string[] options)
    {
        string[] own = options[^1] == "--backbone" ? [.. options, ToolRun.Network] : options;
        ToolRun run = ToolRun.Of([
            command,
            .. own,
            .. Table("--group-column", "animal"),
            "--epochs",
            "8",
            "--threads",
            "1",
            "--out",
            _folder.File("model.zip"),
        ]);
        ToolRun judged = ToolRun.Of(["evaluate", "--model", _folder.File("model.zip"), .. Table("--group-column", "animal")]);
        ToolRun plain = ToolRun.Of(["evaluate", "--model", _folder.File("model.zip"), .. Table("--group-column", "none")]);
        ToolRun predicted = ToolRun.Of(
            "predict",
            "--model",
            _folder.File("model.zip"),
            "--images",
            _folder.File("list.csv"),
            "--out",
            _folder.File("predictions.csv")
        );

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("Accuracy on test images: 1.0000", run.Output);
        Assert.Equal((0, ""), (judged.ExitCode, judged.Error));
        Assert.Contains("40 images of 2 of the model's 2 classes.", judged.Output);
        Assert.Contains("Accuracy by group: mean 1.0000 of 20 groups", judged.Output);
        Assert.Contains("  1.0000       2 images  a1-9\n", judged.Output.ReplaceLineEndings("\n"));
        Assert.DoesNotContain("by group", plain.Output);
        Assert.Contains("Every image counts for itself", plain.Error);
        Assert.Equal((0, ""), (predicted.ExitCode, predicted.Error));
        string[][] rows = [.. File.ReadLines(_folder.File("predictions.csv")).Select(l => l.Split(','))];
        Assert.Equal(["file", "predicted", "probability", "even", "odd"], rows[0]);
        Assert.Equal(File.ReadLines(_folder.File("list.csv")).Select(l => l.Split(',')[..2]).Skip(1), rows[1..].Select(r => r[..2]));
    }

    [Fact]
    public void Groups_stay_whole_where_training_images_decide_when_to_stop()
    {
        // Of each class all training images are of one animal: there is nothing to keep out of them.
        string[] lines = File.ReadAllLines(_folder.File("list.csv"));
        File.WriteAllLines(
            _folder.File("few.csv"),
            [lines[0], .. lines[1..].Select((l, i) => $"{l[..l.LastIndexOf(',')]},{i % 2}{(i < 4 ? "first" : "rest")}")]
        );
        string[] command =
        [
            "train",
            "--network",
            "LeNet5",
            "--size",
            "16",
            "--images",
            _folder.File("few.csv"),
            "--label-column",
            "kind",
            "--epochs",
            "2",
            "--threads",
            "1",
            "--patience",
            "1",
        ];

        Assert.Equal(0, ToolRun.Of([.. command, "--group-column", "none"]).ExitCode);
        Assert.Contains("groups by GroupColumnName", ToolRun.Of([.. command, "--group-column", "animal"]).Error);
    }

    [Fact]
    public void A_table_with_groups_is_compared_on()
    {
        ToolRun run = ToolRun.Of([
            "compare",
            "--features",
            "pixels",
            "--budget",
            "3trials",
            "--folds",
            "3",
            "--repeats",
            "1",
            .. Table("--group-column", "animal"),
            "--out",
            _folder.File("report"),
        ]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("Images with the same Group are never divided", File.ReadAllText(_folder.File("report/report.md")));
    }

    [Theory]
    [InlineData("--out")]
    [InlineData("--onnx")]
    [InlineData("--history")]
    [InlineData("--checkpoint")]
    public void The_table_is_never_overwritten(string option)
    {
        ToolRun
            .Of(["train", "--network", "LeNet5", .. Table(), option, _folder.File("list.csv")])
            .AssertFailed(2, $"{option} would overwrite", "the list of images itself");
        ToolRun
            .Of(["finetune", "--backbone", ToolRun.Network, .. Table(), option, _folder.File("list.csv")])
            .AssertFailed(2, $"{option} would overwrite");
        Assert.Equal(41, File.ReadLines(_folder.File("list.csv")).Count());
    }

    [Theory]
    [InlineData("photos", "--label-column is 'kind', and --images is")]
    [InlineData("list.csv", "has no column 'label'; its first line names 'file', 'kind', 'animal'")]
    [InlineData(
        "list.csv",
        "--group-by is 'folder', and --images a CSV file; name its column of groups by --group-column",
        "--group-by",
        "folder"
    )]
    [InlineData("list.csv", "has no column 'herd'", "--label-column", "kind", "--group-column", "herd")]
    public void Columns_that_are_not_there_are_told(string images, string message, params string[] options)
    {
        string[] all = images == "photos" ? ["--label-column", "kind"] : options;
        foreach (
            string[] command in new[]
            {
                new[] { "train", "--network", "LeNet5" },
                ["finetune", "--backbone", ToolRun.Network],
                ["evaluate", "--model", "m.zip"],
                ["compare", "--features", "pixels", "--out", _folder.File("r")],
            }
        )
            ToolRun.Of([.. command, "--images", _folder.File(images), .. all]).AssertFailed(2, message);
    }

    private string[] Table(params string[] more) => ["--images", _folder.File("list.csv"), "--label-column", "kind", .. more];
}
