using Microsoft.ML;

namespace MLNet.ConvExtensions.AutoML.Tests.Support;

/// <summary>Small tables with features that tell classes apart well and badly.</summary>
internal static class Samples
{
    public static readonly ComparedTrainer[] Quick = [ComparedTrainer.LogisticRegression, ComparedTrainer.LinearSvm];

    public static readonly FeatureComparisonOptions Options = new()
    {
        Trainers = Quick,
        MaxTrials = 4,
        NumberOfFolds = 3,
        Repeats = 2,
        LearningCurveShares = [0.3],
        BootstrapResamples = 200,
    };

    public static List<Sample> Rows(int count = 120, int classes = 3, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => Row(random, i, i % classes))];
    }

    public static FeatureSet[] Sets(MLContext context) =>
        [Copy(context, "good", nameof(Sample.Good)), Copy(context, "poor", nameof(Sample.Poor))];

    public static FeatureSet Copy(MLContext context, string name, string column) =>
        new(name, context.Transforms.CopyColumns("Features", column));

    private static Sample Row(Random random, int i, int label) =>
        new()
        {
            Label = "abcdefgh"[label].ToString(),
            Group = $"g{i}",
            ImagePath = $"none{i}.png",
            Good = [.. Enumerable.Range(0, 4).Select(d => Noise(random) + (d == label ? 3 : 0))],
            Poor = [.. Enumerable.Range(0, 4).Select(d => Noise(random) + (d == label ? 0.7f : 0))],
        };

    private static float Noise(Random random) => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
}
