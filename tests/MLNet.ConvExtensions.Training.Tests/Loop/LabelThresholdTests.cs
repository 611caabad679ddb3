using System.Text.Json;
using MLNet.ConvExtensions.Training.Loop;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

public sealed class LabelThresholdTests
{
    [Fact]
    public void They_reach_the_highest_f1_of_scikit_learn_s_curve_of_precision_and_recall()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "metrics.json")));
        JsonElement expected = json.RootElement.GetProperty("severalLabels");
        float[][] labels = Rows(expected, "labels"),
            scores = Rows(expected, "scores");
        for (int i = 0; i < 5; i++)
        {
            float[] has = [.. labels.Select(l => l[i])],
                probabilities = [.. scores.Select(s => (float)(1 / (1 + Math.Exp(-s[i]))))];
            float threshold = LabelThresholds.Best(probabilities, has);
            int both = has.Where((h, r) => h > 0 && probabilities[r] > threshold).Count();
            double f1 = 2.0 * both / (has.Count(h => h > 0) + probabilities.Count(p => p > threshold));
            Assert.Equal(expected.GetProperty("highestF1Score")[i].GetDouble(), f1, 1e-9);
        }
    }

    [Theory]
    [InlineData(new[] { 0.9f, 0.8f, 0.2f, 0.1f }, new float[] { 1, 1, 0, 0 }, 0.5f)]
    [InlineData(new[] { 0.3f, 0.2f, 0.1f }, new float[] { 1, 1, 0 }, 0.15f)]
    [InlineData(new[] { 0.9f, 0.8f, 0.7f }, new float[] { 1, 0, 0 }, 0.85f)]
    [InlineData(new[] { 0.3f, 0.3f }, new float[] { 1, 0 }, 0.15f)]
    [InlineData(new[] { 0.9f, 0.1f }, new float[] { 0, 0 }, 0.5f)]
    [InlineData(new[] { 0.9f, 0.6f }, new float[] { 1, 1 }, 0.5f)]
    public void They_lie_between_rows_and_at_a_half_where_that_does_as_well(float[] probabilities, float[] labels, float expected) =>
        Assert.Equal(expected, LabelThresholds.Best(probabilities, labels), 1e-6f);

    private static float[][] Rows(JsonElement of, string name) =>
        [.. of.GetProperty(name).EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetSingle()).ToArray())];
}
