using System.Globalization;
using MLNet.ConvExtensions.Training.Callbacks;

namespace MLNet.ConvExtensions;

/// <summary>Writes the network to an ONNX file, after every epoch or whenever a value is the best so far.</summary>
/// <param name="path">The file; '{epoch}' in it becomes the epoch's number. It is written to a temporary name and renamed.</param>
public sealed class SaveNetwork(string path) : TrainingCallback
{
    private double _best = double.NaN;

    /// <summary>Whether only the best networks are written.</summary>
    public bool BestOnly { get; init; }

    /// <summary>The value that decides which is the best, by its name in <see cref="TrainingLogs"/>. If left out: the validation's loss, or without a validation the loss.</summary>
    public string? Monitor { get; init; }

    /// <summary>Whether less or more is better.</summary>
    public MonitorMode Mode { get; init; }

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingContext context)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _best = double.NaN;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // A network whose loss is no number is worth nothing, and less than the one in the file.
        if (!double.IsFinite(context.Logs[TrainingLogs.Loss]))
            return;
        if (BestOnly)
        {
            var monitored = new MonitoredValue(Monitor, Mode);
            double value = monitored.In(context.History.Epochs[^1]);
            if (double.IsNaN(value) || !(double.IsNaN(_best) || monitored.IsBetter(value, _best, 0)))
                return;
            _best = value;
        }

        string file = path.Replace("{epoch}", context.Epoch.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
            Directory.CreateDirectory(folder);
        context.Snapshot().Save(file);
    }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_best);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _best = reader.ReadDouble();
    }
}
