namespace MLNet.ConvExtensions.Training.History;

/// <summary>A value of every epoch that something is decided by.</summary>
/// <param name="name">Its name; null for the validation's loss or, without one, the loss.</param>
/// <param name="mode">Whether less or more is better.</param>
/// <param name="history">The history that the epochs are of.</param>
internal readonly struct MonitoredValue(string? name, MonitorMode mode, TrainingHistory history)
{
    private readonly bool _rises =
        mode == MonitorMode.Maximum || (mode == MonitorMode.Auto && name is not null && history.IsHigherBetter(name));

    /// <summary>The value in an epoch's values.</summary>
    /// <exception cref="InvalidOperationException">There is no value of that name.</exception>
    public double In(TrainingEpoch epoch)
    {
        if (name is null)
            return epoch.Logs.TryGetValue(TrainingLogs.ValidationLoss, out double validated) ? validated : epoch.Logs[TrainingLogs.Loss];
        if (epoch.Logs.TryGetValue(name, out double value))
            return value;
        string hint = name.StartsWith(TrainingLogs.ValidationPrefix, StringComparison.Ordinal)
            ? " A value of the validation needs a validation set or fraction."
            : "";
        throw new InvalidOperationException(
            $"'{name}' is to be monitored, but the training reports no such value; it reports {string.Join(", ", epoch.Logs.Keys)}.{hint}"
        );
    }

    /// <summary>What is monitored, so that what was saved of one value isn't taken for another.</summary>
    public static string Describe(string? name, MonitorMode mode) => $"{mode} {name}";

    /// <summary>
    /// Whether a value is better than another by more than <paramref name="by"/>. Nothing is better than a number by being NaN.
    /// </summary>
    public bool IsBetter(double value, double than, double by) => _rises ? value > than + by : value < than - by;
}
