using System.Text.Json;

namespace MLNet.ConvExtensions.AutoML.Tests.Statistics;

/// <summary>What scikit-learn and SciPy say; made by expected_scores.py.</summary>
internal sealed record Expected(
    int[] Labels,
    float[][] Probabilities,
    Dictionary<string, double> Scores,
    double[] Differences,
    double ResampledP,
    double[][] McNemar,
    double[][] Wilson,
    double[] PValues,
    double[] Holm
)
{
    public static Expected Values { get; } =
        JsonSerializer.Deserialize<Expected>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Statistics", "expected-scores.json")),
            JsonSerializerOptions.Web
        )!;
}
