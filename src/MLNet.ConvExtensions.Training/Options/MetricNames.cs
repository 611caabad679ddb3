namespace MLNet.ConvExtensions.Training.Options;

/// <summary>The names of users' metrics, which stand beside those of <see cref="TrainingLogs"/> in histories and files.</summary>
internal static class MetricNames
{
    private static readonly string[] Taken =
    [
        "epoch",
        TrainingLogs.Loss,
        TrainingLogs.Accuracy,
        TrainingLogs.MeanAbsoluteError,
        TrainingLogs.LearningRate,
        TrainingLogs.ImagesPerSecond,
        TrainingLogs.Seconds,
    ];

    /// <summary>Refuses names that clash, or that files can't hold.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="options">The options that list them, for messages.</param>
    /// <exception cref="ArgumentException">A metric is missing, or has such a name.</exception>
    public static void Check(IReadOnlyList<Metric> metrics, string options)
    {
        if (metrics is null || metrics.Any(m => m is null))
            throw new ArgumentException($"{options}.{nameof(TrainingOptions.Metrics)} has null; allowed: metrics.", nameof(metrics));
        var names = new HashSet<string>(Taken);
        foreach (Metric metric in metrics)
        {
            string? wrong = metric.Name switch
            {
                null or "" => "which is empty",
                var name when name.StartsWith(TrainingLogs.ValidationPrefix, StringComparison.Ordinal) =>
                    $"which begins like those of the validation, '{TrainingLogs.ValidationPrefix}'",
                var name when !name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.') =>
                    "allowed: letters, digits, '_', '-' and '.'",
                var name when !names.Add(name) => $"which is taken; the others are {string.Join(", ", names.Except([name]))}",
                _ => null,
            };
            if (wrong is not null)
            {
                throw new ArgumentException(
                    $"{options}.{nameof(TrainingOptions.Metrics)} has {metric.GetType().Name} by the "
                        + $"name '{metric.Name}', {wrong}. Give it another name.",
                    nameof(metrics)
                );
            }
        }
    }
}
