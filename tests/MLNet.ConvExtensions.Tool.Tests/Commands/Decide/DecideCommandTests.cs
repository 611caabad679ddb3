using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Decide;

/// <summary><c>mlconv decide</c>: what is made of a saved model's probabilities, and what <c>predict</c> says then.</summary>
public sealed class DecideCommandTests : IDisposable
{
    private static readonly string[] Kinds = ["ant", "bee", "cat"];

    private readonly TemporaryFolder _folder = new();

    public DecideCommandTests()
    {
        // Colored squares of several sizes, by folder.
        for (int i = 0; i < 36; i++)
        {
            Directory.CreateDirectory(_folder.File($"photos/{Kinds[i % 3]}"));
            _folder.Write($"photos/{Kinds[i % 3]}/{i:00}.png", TestImages.Png(1 + (i % 3), 20 + (i / 3), 24));
        }

        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadImageFolder(_folder.File("photos"));
        ITransformer model = ml
            .Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.ConvFeatures("Features", "ImagePath", Backbone.FromFile(ToolRun.Network)))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l2Regularization: 1))
            .Fit(data);
        ml.Model.Save(model, data.Schema, Model);
        (model as IDisposable)?.Dispose();
    }

    private string Model => _folder.File("model.zip");

    private string Decided => _folder.File("decided.zip");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Predict_says_what_was_decided()
    {
        File.WriteAllText(_folder.File("taxa.csv"), "class,order\nant,Hymenoptera\nbee,Hymenoptera\ncat,Carnivora\n");
        File.WriteAllText(_folder.File("possible.csv"), "class\nant\ncat\n");
        ToolRun run = Decide(
            ["--calibrate", "temperature", "--prediction-sets", "0.8", "--unknown", "0.9"],
            [
                "--target-recall",
                "1",
                "--target-class",
                "cat",
                "--taxonomy",
                _folder.File("taxa.csv"),
                "--possible",
                _folder.File("possible.csv"),
            ]
        );
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Judged by 5 folds of 36 images", run.Output, StringComparison.Ordinal);
        Assert.Contains("calibration error (ECE)", run.Output, StringComparison.Ordinal);
        Assert.Contains("sets that hold the right class", run.Output, StringComparison.Ordinal);

        ToolRun predicted = ToolRun.Of([
            "predict",
            "--model",
            Decided,
            "--images",
            _folder.File("photos"),
            "--out",
            _folder.File("predictions.csv"),
        ]);
        string[] lines = File.ReadAllLines(_folder.File("predictions.csv"));
        Assert.Equal((0, ""), (predicted.ExitCode, predicted.Error));
        Assert.Equal("file,predicted,probability,ant,bee,cat,unknown_score,prediction_set,taxon,taxon_probability", lines[0]);
        string[][] rows = [.. lines[1..].Select(l => l.Split(','))];
        string[][] bees = [.. rows.Where(r => r[0].StartsWith("bee/", StringComparison.Ordinal))];
        // A bee is impossible, and an ant isn't: what is taken for one is of the order that holds both.
        Assert.All(bees, r => Assert.Equal("unknown", r[1]));
        Assert.True(bees.Count(r => r[8] == "Hymenoptera") >= 9);
        Assert.True(bees.Count(r => r[7] == "bee") >= 6);
        Assert.True(rows.Count(r => r[0].StartsWith("cat/", StringComparison.Ordinal) && r[1] == "cat") >= 9);
        Assert.True(rows.Count(r => r[8] == "unknown") <= 6);
    }

    [Fact]
    public void A_model_without_features_gets_those_of_a_network()
    {
        // The features stay inside such a model.
        ToolRun tuned = ToolRun.Of(
            "finetune",
            "--images",
            _folder.File("photos"),
            "--backbone",
            "embedded",
            "--strategy",
            "head",
            "--epochs",
            "1",
            "--test",
            "0",
            "--out",
            Model
        );
        Assert.Equal(0, tuned.ExitCode);
        ToolRun run = Decide(["--unknown", "0.9"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("those of Embedded are added", run.Output, StringComparison.Ordinal);
        using ImageModel model = new MLContext().Model.LoadImageModel(Decided);
        Assert.True(model.TellsUnknown);
        Assert.True(model.Predict(_folder.File("photos/ant/00.png")).UnknownScore >= 0);
    }

    [Theory]
    [InlineData("Nothing is to be decided")]
    [InlineData("--target-recall is 0.9, and no --target-class", "--target-recall", "0.9")]
    [InlineData("--target-class is given and would change nothing", "--target-class", "ant", "--calibrate", "temperature")]
    [InlineData("--calibrate is 'platt'; allowed: temperature, isotonic", "--calibrate", "platt")]
    [InlineData("--prediction-sets is 1; allowed: above 0 and below 1", "--prediction-sets", "1")]
    [InlineData("--taxon-probability is given", "--taxon-probability", "0.9", "--unknown", "0.9")]
    public void Options_that_mean_nothing_are_refused(string reason, params string[] options) => Decide(options).AssertFailed(2, reason);

    [Fact]
    public void Images_of_other_classes_are_named()
    {
        Directory.Move(_folder.File("photos/bee"), _folder.File("photos/wasp"));
        Decide(["--calibrate", "temperature"]).AssertFailed(2, "classes that the model doesn't know: wasp; it knows: ant, bee, cat");
        Assert.False(File.Exists(Decided));
    }

    private ToolRun Decide(params string[][] options) =>
        ToolRun.Of(["decide", "--model", Model, "--images", _folder.File("photos"), "--out", Decided, .. options.SelectMany(o => o)]);
}
