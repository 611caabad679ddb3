using System.Globalization;
using System.Text;
using MLNet.ConvExtensions.Training.History;

namespace MLNet.ConvExtensions;

/// <summary>The values of every epoch of a training.</summary>
public sealed class TrainingHistory
{
    private readonly List<TrainingEpoch> _epochs = [];
    private readonly IReadOnlyList<Metric> _metrics;

    /// <summary>Creates a history without epochs.</summary>
    public TrainingHistory()
        : this([]) { }

    internal TrainingHistory(IReadOnlyList<Metric> metrics) => _metrics = metrics;

    /// <summary>The epochs in their order.</summary>
    public IReadOnlyList<TrainingEpoch> Epochs => _epochs;

    /// <summary>Why the training ended before its last epoch; null if it didn't.</summary>
    public string? StopReason { get; internal set; }

    /// <summary>The names of the values, in the order in which they first came.</summary>
    public IReadOnlyList<string> Names => [.. _epochs.SelectMany(e => e.Logs.Keys).Distinct()];

    /// <summary>The values of one name, an element for each epoch; NaN where an epoch has none.</summary>
    public IReadOnlyList<double> this[string name] =>
        [.. _epochs.Select(e => e.Logs.TryGetValue(name, out double value) ? value : double.NaN)];

    /// <summary>The history as comma-separated values: a line of names and a line for each epoch.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder();
        IReadOnlyList<string> names = Names;
        text.Append("epoch");
        foreach (string name in names)
            text.Append(',').Append(name);
        text.Append('\n');
        foreach (TrainingEpoch epoch in _epochs)
        {
            text.Append(epoch.Epoch.ToString(CultureInfo.InvariantCulture));
            foreach (string name in names)
            {
                text.Append(',');
                if (epoch.Logs.TryGetValue(name, out double value))
                    text.Append(value.ToString("R", CultureInfo.InvariantCulture));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// The history as a picture: a chart for each value over the epochs, that of the validation beside that of the training.
    /// </summary>
    public string ToSvg() => HistoryPlot.Draw(this);

    /// <summary>The history without its first epochs.</summary>
    internal TrainingHistory Skip(int epochs)
    {
        var rest = new TrainingHistory(_metrics);
        rest._epochs.AddRange(_epochs.Skip(epochs));
        return rest;
    }

    /// <summary>Whether more is better of a value: of accuracies, and of users' metrics that say so.</summary>
    internal bool IsHigherBetter(string name)
    {
        string own = name.StartsWith(TrainingLogs.ValidationPrefix, StringComparison.Ordinal)
            ? name[TrainingLogs.ValidationPrefix.Length..]
            : name;
        return _metrics.FirstOrDefault(m => m.Name == own)?.IsHigherBetter
            ?? name.EndsWith(TrainingLogs.Accuracy, StringComparison.Ordinal);
    }

    internal void Save(BinaryWriter writer)
    {
        writer.Write(_epochs.Count);
        foreach (TrainingEpoch epoch in _epochs)
        {
            writer.Write(epoch.Epoch);
            writer.Write(epoch.Logs.Count);
            foreach ((string name, double value) in epoch.Logs)
            {
                writer.Write(name);
                writer.Write(value);
            }
        }
    }

    internal static TrainingHistory Load(BinaryReader reader)
    {
        var history = new TrainingHistory();
        for (int count = reader.ReadInt32(); count > 0; count--)
        {
            int epoch = reader.ReadInt32();
            var logs = new Dictionary<string, double>();
            for (int values = reader.ReadInt32(); values > 0; values--)
                logs.Add(reader.ReadString(), reader.ReadDouble());
            history.Add(new TrainingEpoch(epoch, logs));
        }

        return history;
    }

    internal void Add(TrainingEpoch epoch) => _epochs.Add(epoch);
}
