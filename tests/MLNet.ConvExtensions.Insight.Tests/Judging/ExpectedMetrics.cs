using System.Text.Json;

namespace MLNet.ConvExtensions.Insight.Tests.Judging;

/// <summary>Predictions, and what scikit-learn says of them: make_judging.py.</summary>
internal static class ExpectedMetrics
{
    private static readonly JsonElement Root = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Judging", "expected-metrics.json")))
        .RootElement;

    public static JsonElement Of(string task) => Root.GetProperty(task);

    public static ClassificationJudgement Judge(string task)
    {
        JsonElement expected = Of(task);
        float[][] probabilities = expected.GetProperty("probabilities").Deserialize<float[][]>()!;
        int[] labels = expected.GetProperty("labels").Deserialize<int[]>()!;
        string[] groups = expected.GetProperty("groups").Deserialize<string[]>()!;
        string[] classes = [.. probabilities[0].Select((_, c) => $"class {c}")];
        return ClassificationJudgement.Of(
            classes,
            [
                .. labels.Select(
                    (label, i) => JudgedPhoto.Of(ImagePrediction.FromScores(classes, probabilities[i]), label, $"photo{i}.jpg", groups[i])
                ),
            ],
            isBinary: task == "binary"
        );
    }
}
