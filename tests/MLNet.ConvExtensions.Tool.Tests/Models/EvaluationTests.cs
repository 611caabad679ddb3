using System.Text.Json;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Tests.Models;

/// <summary>Figures of evaluations, compared with scikit-learn's.</summary>
public sealed class EvaluationTests
{
    private static readonly JsonElement Expected = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "metrics.json")))
        .RootElement;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Classes_are_judged_as_scikit_learn_judges_them(int topK)
    {
        JsonElement expected = Expected.GetProperty("classes");
        string[] names = [.. Enumerable.Range(0, 9).Select(c => $"c{c}")];
        JudgedImage[] images =
        [
            .. Numbers(expected, "labels")
                .Zip(Rows(expected, "scores"))
                .Select(
                    (p, i) =>
                        JudgedImage.OfClass($"{i}", names[(int)p.First], (int)p.First, null, ImagePrediction.FromScores(names, p.Second))
                ),
        ];
        var found = ClassEvaluation.Of(images, images, names, topK);

        AssertClose(expected, "accuracy", found.Accuracy);
        AssertClose(expected, "accuracyByClass", found.AccuracyByClass);
        AssertClose(expected, "logLoss", found.LogLoss);
        Assert.Equal(expected.GetProperty("topK").GetProperty($"{topK}").GetDouble(), found.TopKAccuracy!.Value, 1e-12);
        Assert.Equal(1 - found.TopKAccuracy, found.TopKError);
    }

    [Fact]
    public void Two_classes_are_judged_as_scikit_learn_judges_them()
    {
        JsonElement expected = Expected.GetProperty("binary");
        string[] names = ["false", "true"];
        JudgedImage[] images =
        [
            .. Numbers(expected, "labels")
                .Zip(Numbers(expected, "scores"))
                .Select((p, i) => new JudgedImage($"{i}", "", p.First, i % 2 == 0 ? "even" : "odd", OfTwo(names, (float)p.Second))),
        ];
        var found = BinaryEvaluation.Of(images, images, names);

        AssertClose(expected, "accuracy", found.Accuracy);
        AssertClose(expected, "areaUnderRocCurve", found.AreaUnderRocCurve!.Value);
        AssertClose(expected, "precision", found.Precision!.Value);
        AssertClose(expected, "recall", found.Recall!.Value);
        AssertClose(expected, "f1Score", found.F1Score!.Value);
        AssertClose(expected, "logLoss", found.LogLoss!.Value);
        Assert.Equal(2, found.Groups!.Count);
        Assert.Equal(found.Accuracy, found.Groups.Sum(g => g.Value * g.Images) / 50, 1e-12);
    }

    [Fact]
    public void Of_one_class_alone_what_needs_two_is_not_defined()
    {
        string[] names = ["false", "true"];
        JudgedImage[] images = [.. new[] { -1f, -2f }.Select(s => new JudgedImage("x", "", 0, null, OfTwo(names, s)))];
        var found = BinaryEvaluation.Of(images, images, names);

        Assert.Equal(
            (1.0, null, null, null, null),
            (found.Accuracy, found.AreaUnderRocCurve, found.Precision, found.Recall, found.F1Score)
        );
        using var text = new StringWriter();
        found.Write(text);
        Assert.Contains("AUC not defined", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_judged_as_scikit_learn_judges_them()
    {
        JsonElement expected = Expected.GetProperty("number");
        JudgedImage[] images =
        [
            .. Rows(expected, "labels")
                .Zip(Rows(expected, "scores"))
                .Select((p, i) => new JudgedImage($"{i}", "", p.First[0], null, new ImagePrediction { Value = p.Second[0] })),
        ];
        var found = NumberEvaluation.Of(images, images);

        Assert.Equal(expected.GetProperty("rSquared")[0].GetDouble(), found.RSquared!.Value, 1e-6);
        Assert.Equal(expected.GetProperty("meanAbsoluteError")[0].GetDouble(), found.MeanAbsoluteError, 1e-6);
        Assert.Equal(Math.Sqrt(expected.GetProperty("meanSquaredError")[0].GetDouble()), found.RootMeanSquaredError, 1e-6);
        JudgedImage[] alike = [.. images.Select(i => i with { Truth = 2 })];
        Assert.Null(NumberEvaluation.Of(alike, alike).RSquared);
    }

    private static void AssertClose(JsonElement expected, string name, double found) =>
        Assert.Equal(expected.GetProperty(name).GetDouble(), found, 1e-6);

    private static ImagePrediction OfTwo(string[] names, float score)
    {
        double yes = 1 / (1 + Math.Exp(-score));
        return ImagePrediction.FromScores(names, [(float)(1 - yes), (float)yes]) with
        {
            Label = names[score > 0 ? 1 : 0],
            Scores = [score],
        };
    }

    private static double[] Numbers(JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static float[][] Rows(JsonElement of, string name) =>
        [.. of.GetProperty(name).EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetSingle()).ToArray())];
}
