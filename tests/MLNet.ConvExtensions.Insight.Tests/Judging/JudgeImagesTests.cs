using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Insight.Tests.Judging;

/// <summary>Models of images judged by photos, as a program does it.</summary>
public sealed class JudgeImagesTests(JudgedModel model) : IClassFixture<JudgedModel>
{
    [Fact]
    public void Figures_are_those_of_mlnets_evaluator()
    {
        ClassificationJudgement judged = model.Context.MulticlassClassification.JudgeImages(model.Several, model.Photos);
        MulticlassClassificationMetrics expected = model.Evaluated();

        Assert.Equal(["plain", "striped"], judged.Classes.Order());
        Assert.Equal(model.Paths, judged.Photos.Select(p => p.Image));
        Assert.Equal(expected.MicroAccuracy, judged.Accuracy.Value, 1e-9);
        Assert.Equal(expected.MacroAccuracy, judged.BalancedAccuracy, 1e-9);
        Assert.Equal(expected.LogLoss, judged.LogLoss, 1e-5);
    }

    [Fact]
    public void No_or_yes_is_judged_as_mlnet_does_it_by_flags_or_by_the_label_that_is_yes()
    {
        CalibratedBinaryClassificationMetrics expected = model.EvaluatedNoOrYes();
        ClassificationJudgement flags = model.Context.BinaryClassification.JudgeImages(model.NoOrYes, model.WithFlags(model.Photos)),
            labels = model.Context.BinaryClassification.JudgeImages(
                model.NoOrYes,
                model.Photos,
                new ImageJudgingOptions { PositiveLabel = "striped" }
            );

        Assert.Equal(expected.Accuracy, flags.Accuracy.Value, 1e-9);
        Assert.Equal(expected.AreaUnderRocCurve, flags.AreaUnderRocCurve, 1e-9);
        Assert.Equal(expected.F1Score, flags.ByClass[1].F1Score.Value, 1e-9);
        Assert.Equal(["false", "true"], flags.Classes);
        Assert.Equal(["not striped", "striped"], labels.Classes);
        Assert.Equal(
            flags.Photos.Select(p => (p.Label, p.Predicted, p.Confidence)),
            labels.Photos.Select(p => (p.Label, p.Predicted, p.Confidence))
        );
    }

    [Fact]
    public void Robustness_begins_with_the_plain_evaluation_and_small_photos_are_the_same_in_memory()
    {
        var options = new ImageJudgingOptions
        {
            Robustness = new RobustnessOptions
            {
                Corruptions = [ImageCorruption.Find("blur").WithStrengths(20), ImageCorruption.Find("hue").WithStrengths(90)],
            },
        };
        ClassificationJudgement plain = model.Context.MulticlassClassification.JudgeImages(model.Several, model.Photos),
            judged = model.Context.MulticlassClassification.JudgeImages(model.Several, model.Photos, options);

        Assert.All(judged.Robustness!.Curves, c => Assert.Equal(plain.Accuracy, c.Points[0].Accuracy));
        Assert.Equal(plain.Accuracy, judged.Robustness.InMemory);
        Assert.Equal(plain.Photos.Select(p => (p.Image, p.Confidence)), judged.Photos.Select(p => (p.Image, p.Confidence)));
        // Stripes of a few pixels are gone then.
        Assert.True(judged.Robustness.Curves[0].Points[1].Accuracy.Value < plain.Accuracy.Value);
    }

    [Fact]
    public void Groups_and_keys_are_read_by_their_values()
    {
        IDataView data = model.Context.Data.LoadFromEnumerable(
            model
                .Photos.GetColumn<string>("ImagePath")
                .Zip(model.Photos.GetColumn<string>("Label"))
                .Select((p, i) => new Row(p.First, p.Second, i % 2))
        );
        data = model.Context.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        ClassificationJudgement judged = model.Context.MulticlassClassification.JudgeImages(
            model.Several,
            data,
            new ImageJudgingOptions { GroupColumnName = "Site" }
        );

        Assert.Equal(["0", "1"], judged.Groups.Select(g => g.Name).Order());
        Assert.Equal(judged.Photos.Count, judged.Groups.Sum(g => g.Photos));
    }

    [Theory]
    [InlineData("", "Row 1 ('b.jpg'), column 'Label': the label is missing; needed: one of the model's classes, 'plain', 'striped'.")]
    [InlineData(
        "dotted",
        "Row 1 ('b.jpg'), column 'Label': the label is 'dotted'; needed: one of the model's classes, 'plain', 'striped'."
    )]
    public void A_label_that_is_missing_or_unknown_is_named_with_its_row(string label, string message)
    {
        IDataView data = model.Context.Data.LoadFromEnumerable([new Row("a.jpg", "plain", 0), new Row("b.jpg", label, 0)]);
        var e = Assert.Throws<ArgumentException>(() => model.Context.MulticlassClassification.JudgeImages(model.Several, data));

        Assert.Equal(Sorted(message), Sorted(e.Message));
    }

    [Fact]
    public void Photos_that_cant_be_read_are_left_out_and_named()
    {
        using var folder = new TemporaryFolder();
        string bad = folder.Write("bad.jpg", [1, 2, 3]),
            gone = folder.File("gone.jpg");
        Row[] rows = [new(model.Paths[0], "plain", 0), new(bad, "plain", 0), new(gone, "striped", 0)];
        ClassificationJudgement judged = model.Context.MulticlassClassification.JudgeImages(
            model.Several,
            model.Context.Data.LoadFromEnumerable(rows)
        );

        Assert.Single(judged.Photos);
        Assert.Equal([bad, gone], judged.Unread.Select(u => u.Image));
        Assert.Contains("bad.jpg", judged.Unread[0].Reason, StringComparison.Ordinal);
        var e = Assert.Throws<ImageInputException>(() =>
            model.Context.MulticlassClassification.JudgeImages(model.Several, model.Context.Data.LoadFromEnumerable(rows.Skip(1)))
        );
        Assert.StartsWith("None of the 2 photos can be read", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_another_kind_and_columns_of_another_type_are_refused()
    {
        MulticlassClassificationCatalog several = model.Context.MulticlassClassification;
        BinaryClassificationCatalog noOrYes = model.Context.BinaryClassification;

        Assert.Contains(
            "BinaryClassification.JudgeImages",
            Assert.Throws<NotSupportedException>(() => several.JudgeImages(model.NoOrYes, model.Photos)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "MulticlassClassification.JudgeImages",
            Assert.Throws<NotSupportedException>(() => noOrYes.JudgeImages(model.Several, model.Photos)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'Label' has type",
            Assert.Throws<ArgumentException>(() => noOrYes.JudgeImages(model.NoOrYes, model.Photos)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no row of the column 'Label' has; it has 'plain', 'striped'",
            Assert
                .Throws<ArgumentException>(() =>
                    noOrYes.JudgeImages(model.NoOrYes, model.Photos, new ImageJudgingOptions { PositiveLabel = "dotted" })
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "There is no group column 'Camera'. The data has: ",
            Assert
                .Throws<ArgumentException>(() =>
                    several.JudgeImages(model.Several, model.Photos, new ImageJudgingOptions { GroupColumnName = "Camera" })
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Mistakes_stand_beside_the_explainers_map_of_what_was_predicted()
    {
        using var folder = new TemporaryFolder();
        // The labels are turned around: all that it is right on is a mistake.
        IDataView turned = model.Context.Data.LoadFromEnumerable(
            model
                .Photos.GetColumn<string>("ImagePath")
                .Zip(model.Photos.GetColumn<string>("Label"))
                .Select(p => new Row(p.First, p.Second == "plain" ? "striped" : "plain", 0))
        );
        ClassificationJudgement judged = model.Context.MulticlassClassification.JudgeImages(model.Several, turned);
        using ImageExplainer explainer = model.Context.Model.CreateImageExplainer(model.Several);
        Func<string, int, byte[]?> maps = JudgementReport.MapsOf(explainer);
        string page = folder.File("page.html");
        judged.SaveHtml(page, new JudgementPageOptions { MostMistakes = 3, MistakeMap = maps });

        string text = File.ReadAllText(page);
        Assert.Equal(3, text.Split("alt=\"What spoke for ").Length - 1);
        foreach (JudgedPhoto mistake in judged.Mistakes().Take(3))
            Assert.Contains(Convert.ToBase64String(maps(mistake.Image, mistake.Predicted)!), text, StringComparison.Ordinal);
        Assert.Null(maps(folder.File("gone.jpg"), 0));
    }

    [Fact]
    public void It_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            model.Context.MulticlassClassification.JudgeImages(model.Several, model.Photos, cancellationToken: stop.Token)
        );
    }

    /// <summary>The classes stand in the order in which the model met them.</summary>
    private static string Sorted(string message) =>
        string.Join(' ', message.Split([' ', ',', '.'], StringSplitOptions.RemoveEmptyEntries).Order());

    private sealed record Row(string ImagePath, string Label, int Site);
}
