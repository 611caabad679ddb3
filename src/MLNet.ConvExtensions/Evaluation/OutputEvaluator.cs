namespace MLNet.ConvExtensions.Evaluation;

/// <summary>Computes how well several numbers at once are predicted.</summary>
internal static class OutputEvaluator
{
    public static IReadOnlyList<OutputMetrics> Evaluate(VectorColumn labels, VectorColumn scores)
    {
        labels.RequireSameShape(scores);
        return [.. Enumerable.Range(0, labels.Width).Select(i => Evaluate(labels.NameOf(i), labels.Element(i), scores.Element(i)))];
    }

    private static OutputMetrics Evaluate(string name, double[] labels, double[] scores)
    {
        double mean = labels.Average(),
            squares = labels.Zip(scores).Sum(p => (p.First - p.Second) * (p.First - p.Second)),
            distances = labels.Sum(l => (l - mean) * (l - mean));
        return new OutputMetrics
        {
            Name = name,
            RSquared = distances == 0 ? double.NaN : 1 - (squares / distances),
            MeanAbsoluteError = labels.Zip(scores).Average(p => Math.Abs(p.First - p.Second)),
            MeanSquaredError = squares / labels.Length,
        };
    }
}
