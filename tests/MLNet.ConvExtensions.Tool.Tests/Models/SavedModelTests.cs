using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Models;

/// <summary><c>mlconv evaluate</c> and <c>mlconv predict --model</c> on models of commands and of programs.</summary>
public sealed class SavedModelTests : IClassFixture<SavedModels>, IDisposable
{
    private readonly SavedModels _models;
    private readonly TemporaryFolder _folder = new();

    public SavedModelTests(SavedModels models) => _models = models;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tuned.zip")]
    [InlineData("trained.zip")]
    [InlineData("program.zip")]
    [InlineData("named.zip")]
    [InlineData("encoded.zip")]
    public void A_model_of_a_command_or_of_a_program_is_judged_by_the_names_of_its_classes(string model)
    {
        ToolRun run = Evaluate(model, "images");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("24 images of 3 of the model's 3 classes.", run.Output, StringComparison.Ordinal);
        Assert.Contains("Accuracy on these images: 1.0000, by class 1.0000", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n +ant \|\| +8 \|", run.Output);
    }

    [Fact]
    public void Folders_with_fewer_classes_are_judged_and_each_class_counts_alike()
    {
        // Of eight ants two are in the bees' folder.
        foreach (int i in Enumerable.Range(0, 8))
        {
            string folder = i < 2 ? "bee" : "ant";
            Directory.CreateDirectory(_folder.File($"some/{folder}"));
            File.Copy(_models.File($"images/ant/{i}.png"), _folder.File($"some/{folder}/{i}.png"));
        }

        foreach (int i in Enumerable.Range(0, 2))
            File.Copy(_models.File($"images/bee/{i}.png"), _folder.File($"some/bee/b{i}.png"));
        string output = ToolRun.Of("evaluate", "--model", _models.File("tuned.zip"), "--images", _folder.File("some")).Output;

        Assert.StartsWith("10 images of 2 of the model's 3 classes.", output, StringComparison.Ordinal);
        Assert.Contains("Accuracy on these images: 0.8000, by class 0.7500", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_that_the_model_does_not_know_are_named()
    {
        Directory.CreateDirectory(_folder.File("more/elk"));
        File.Copy(_models.File("images/ant/0.png"), _folder.File("more/elk/0.png"));

        ToolRun
            .Of("evaluate", "--model", _models.File("tuned.zip"), "--images", _folder.File("more"))
            .AssertFailed(2, "doesn't know 'elk'; its classes are 'ant', 'bee', 'cat'");
    }

    [Theory]
    [InlineData("ant/broken.png")]
    [InlineData("ant/0.png", "bee/1.png", "cat/2.png")]
    [InlineData("ant/0.png", "ant/1.png", "ant/2.png", "ant/3.png")]
    public void Images_that_cannot_be_read_are_counted_and_left_out(params string[] bad)
    {
        foreach (string kind in new[] { "ant", "bee", "cat" })
        {
            Directory.CreateDirectory(_folder.File($"some/{kind}"));
            foreach (int i in Enumerable.Range(0, 4))
                File.Copy(_models.File($"images/{kind}/{i}.png"), _folder.File($"some/{kind}/{i}.png"));
        }

        foreach (string image in bad)
            _folder.Write($"some/{image}", [1, 2, 3]);
        string[] command = ["evaluate", "--model", _models.File("tuned.zip"), "--images", _folder.File("some"), "--group-by", "folder"];
        ToolRun run = ToolRun.Of([.. command, "--skip-bad"]);

        int read = Directory.GetFiles(_folder.File("some"), "*.png", SearchOption.AllDirectories).Length - bad.Length;
        int classes = bad.Count(b => b.StartsWith("ant", StringComparison.Ordinal)) == 4 ? 2 : 3;
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith(
            $"{read} images of {classes} of the model's 3 classes. {bad.Length} images could not be read and were left out.",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("Accuracy on these images: 1.0000", run.Output, StringComparison.Ordinal);
        Assert.Contains($"Accuracy by group: mean 1.0000 of {classes} groups", run.Output, StringComparison.Ordinal);
        Assert.Equal(bad.Length, run.Error.TrimEnd().Split('\n').Length);
        Assert.All(bad, image => Assert.Contains(Path.GetFileName(image), run.Error, StringComparison.Ordinal));
        // Where nobody expects such images, the exit code tells of them, as that of predict does.
        Assert.Equal(run with { ExitCode = 1 }, ToolRun.Of(command));
    }

    [Fact]
    public void Where_no_image_can_be_read_nothing_is_judged()
    {
        Directory.CreateDirectory(_folder.File("bad/ant"));
        _folder.Write("bad/ant/broken.png", [1, 2, 3]);
        ToolRun run = ToolRun.Of("evaluate", "--model", _models.File("tuned.zip"), "--images", _folder.File("bad"), "--skip-bad");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("None of the 1 images can be read", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tuned.zip")]
    [InlineData("program.zip")]
    [InlineData("encoded.zip")]
    public void Classes_come_with_their_probabilities_best_first(string model)
    {
        ToolRun run = ToolRun.Of(
            "predict",
            "--model",
            _models.File(model),
            _models.File("images/bee/3.png"),
            _models.File("images/cat/5.png")
        );

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[][] images = [.. run.Output.TrimEnd().Split('\n').Chunk(4)];
        Assert.Equal(
            [
                ["1", "bee"],
                ["2", "cat"],
            ],
            images.Select(i => i[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])
        );
        Assert.All(
            images,
            i =>
                Assert.Equal(
                    1,
                    i[1..].Sum(l => double.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture)),
                    0.001
                )
        );
    }

    [Fact]
    public void Classes_that_are_numbers_are_named_by_them() =>
        Assert.Matches(
            @" 2  12\n$",
            ToolRun.Of("predict", "--model", _models.File("codes.zip"), "--top", "1", _models.File("images/cat/2.png")).Output
        );

    [Fact]
    public void A_bad_image_costs_only_its_own_line()
    {
        ToolRun run = ToolRun.Of(
            "predict",
            "--model",
            _models.File("tuned.zip"),
            "--top",
            "1",
            _folder.Write("bad.png", [1, 2, 3]),
            _models.File("images/ant/1.png"),
            _folder.File("gone.png")
        );

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(2, run.Error.TrimEnd().Split('\n').Length);
        Assert.Contains("bad.png", run.Error, StringComparison.Ordinal);
        Assert.Contains("gone.png", run.Error, StringComparison.Ordinal);
        Assert.Matches(@"ant/1\.png\n  0\.\d{4}     0  ant\n$", run.Output);
        using JsonDocument json = JsonDocument.Parse(
            ToolRun.Of("predict", "--model", _models.File("tuned.zip"), "--json", _folder.File("bad.png")).Output
        );
        Assert.Contains("bad.png", json.RootElement[0].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_says_yes_or_no_is_judged_by_the_folder_that_is_yes()
    {
        string[] command = ["evaluate", "--model", _models.File("binary.zip"), "--images", _models.File("images")];

        Assert.Contains("Accuracy on these images: 1.0000", ToolRun.Of([.. command, "--positive", "bee"]).Output, StringComparison.Ordinal);
        Assert.Contains("Accuracy on these images: 0.3333", ToolRun.Of([.. command, "--positive", "ant"]).Output, StringComparison.Ordinal);
        ToolRun.Of(command).AssertFailed(2, "its classes are 'false', 'true'", "--positive");
        ToolRun.Of([.. command, "--positive", "elk"]).AssertFailed(2, "--positive is 'elk'; the folders are ant, bee, cat");
        Assert.Matches(
            @"\n  [01]\.\d{4}     1  true\n",
            ToolRun.Of("predict", "--model", _models.File("binary.zip"), _models.File("images/bee/0.png")).Output
        );
    }

    [Fact]
    public void What_is_no_model_or_no_classifier_is_refused()
    {
        string image = _models.File("images/ant/0.png");
        ToolRun.Of("predict", "--model", _folder.File("gone.zip"), image).AssertFailed(1, "gone.zip");
        ToolRun.Of("predict", "--model", _folder.Write("text.zip", [1, 2, 3]), image).AssertFailed(1, "text.zip", "can't be loaded");
        ToolRun.Of("predict", "--model", _models.File("features.zip"), image).AssertFailed(1, "no column 'Score'", "'Features'");
        ToolRun
            .Of("predict", "--model", _models.File("vectors.zip"), image)
            .AssertFailed(1, "'Features' (Vector<Single, 3>)", "needed: one column of images");
    }

    [Fact]
    public void The_column_of_images_is_the_one_that_predictions_depend_on()
    {
        string image = _models.File("images/cat/0.png");
        Assert.Matches(@" 2  cat\n", ToolRun.Of("predict", "--model", _models.File("several.zip"), "--top", "1", image).Output);
        Assert.Matches(
            @" 2  cat\n",
            ToolRun.Of("predict", "--model", _models.File("several.zip"), "--column", "Shot", "--top", "1", image).Output
        );
        ToolRun
            .Of("predict", "--model", _models.File("several.zip"), "--column", "Place", image)
            .AssertFailed(1, "predicts from 'Shot' (String); needed: the column 'Place' of images");
    }

    [Fact]
    public void A_model_and_a_network_are_not_asked_at_once()
    {
        string image = _models.File("images/cat/0.png");
        ToolRun
            .Of("predict", "--model", _models.File("tuned.zip"), "--backbone", ToolRun.Network, image)
            .AssertFailed(2, "Give one of --model and --backbone, not both");
        ToolRun.Of("predict", "--model", _models.File("tuned.zip"), "--mean", "0.5", image).AssertFailed(2, "a model has its own");
    }

    private ToolRun Evaluate(string model, string images) =>
        ToolRun.Of("evaluate", "--model", _models.File(model), "--images", _models.File(images));
}
