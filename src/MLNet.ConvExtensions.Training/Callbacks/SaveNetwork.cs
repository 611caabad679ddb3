using System.Globalization;
using MLNet.ConvExtensions.Training.Autograd;
using MLNet.ConvExtensions.Training.Callbacks;
using MLNet.ConvExtensions.Training.History;

namespace MLNet.ConvExtensions;

/// <summary>Writes the network to an ONNX file, after every epoch, or every few, or whenever a value is the best so far.</summary>
/// <param name="path">The file; '{epoch}' in it becomes the epoch's number. It is written to a temporary name and renamed.</param>
public sealed class SaveNetwork(string path) : TrainingCallback
{
    private double _best = double.NaN;

    /// <summary>Epochs from one look to the next, 1 or more: the network is written, or compared with the best, after every so many.</summary>
    public int Every { get; init; } = 1;

    /// <summary>Whether only the best networks are written.</summary>
    public bool BestOnly { get; init; }

    /// <summary>
    /// The value that decides which is the best, by its name in <see cref="TrainingLogs"/>. If left out: the validation's loss, or without
    /// a validation the loss.
    /// </summary>
    public string? Monitor { get; init; }

    /// <summary>Whether less or more is better.</summary>
    public MonitorMode Mode { get; init; }

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingContext context)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Every < 1)
            throw new ArgumentException($"{nameof(SaveNetwork)}.{nameof(Every)} is {Every}; allowed: 1 or more.");
        OutputFile.Check(FileOf(1), nameof(SaveNetwork));
        _best = double.NaN;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // A network whose loss or weights are no numbers is worth nothing, and less than the one in the file.
        if (context.Epoch % Every != 0 || !double.IsFinite(context.Logs[TrainingLogs.Loss]))
            return;
        double best = _best;
        if (BestOnly)
        {
            var monitored = new MonitoredValue(Monitor, Mode, context.History);
            best = monitored.In(context.History.Epochs[^1]);
            if (double.IsNaN(best) || !(double.IsNaN(_best) || monitored.IsBetter(best, _best, 0)))
                return;
        }

        OnnxNetwork network = context.Snapshot();
        if (FiniteWeights.FindOther(network) is not null)
            return;
        _best = best;
        string file = FileOf(context.Epoch);
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
            Directory.CreateDirectory(folder);
        network.Save(file);
    }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(MonitoredValue.Describe(Monitor, Mode));
        writer.Write(_best);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        bool same = reader.ReadString() == MonitoredValue.Describe(Monitor, Mode);
        double best = reader.ReadDouble();
        if (same)
            _best = best;
    }

    private string FileOf(int epoch) => path.Replace("{epoch}", epoch.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
