using MLNet.ConvExtensions.Training.Callbacks;

namespace MLNet.ConvExtensions;

/// <summary>Where a training stands: what callbacks see of it, and what they can ask of it.</summary>
public sealed class TrainingContext
{
    private readonly Dictionary<string, double> _logs = [];
    private readonly Func<OnnxNetwork> _snapshot;
    private readonly Action<OnnxNetwork> _restore;
    private readonly Func<TimeSpan> _elapsed;
    private Action<TrainingContext>? _refresh;
    private double _learningRate;

    internal TrainingContext(Func<OnnxNetwork> snapshot, Action<OnnxNetwork> restore, Func<TimeSpan> elapsed)
    {
        _snapshot = snapshot;
        _restore = restore;
        _elapsed = elapsed;
    }

    /// <summary>The number of epochs, unless the training is stopped.</summary>
    public int Epochs { get; internal init; }

    /// <summary>Batches in an epoch.</summary>
    public int BatchesPerEpoch { get; internal init; }

    /// <summary>Samples in an epoch.</summary>
    public int Samples { get; internal init; }

    /// <summary>Samples that the validation is made with; 0 if there is none.</summary>
    public int ValidationSamples { get; internal init; }

    /// <summary>The current epoch, from 1.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Batches of this epoch that are done.</summary>
    public int Batch { get; internal set; }

    /// <summary>Batches of all epochs that are done.</summary>
    public long Step { get; internal set; }

    /// <summary>
    /// The learning rate that the schedule starts from: that of the options, until a callback sets another, above 0, which holds from the
    /// next batch on. With a <see cref="ConstantSchedule"/> it is the rate itself; what a batch was trained with is in <see cref="Logs"/>.
    /// A checkpoint keeps it: a training that is resumed goes on with the rate that was set, whatever
    /// <see cref="TrainingCallback.OnTrainingStart"/> sets then.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0, or not finite.</exception>
    public double LearningRate
    {
        get => _learningRate;
        set =>
            _learningRate = value is > 0 and < double.PositiveInfinity
                ? value
                : throw new ArgumentOutOfRangeException(
                    nameof(value),
                    value,
                    $"{nameof(TrainingContext)}.{nameof(LearningRate)} is set to {value}; allowed: above 0."
                );
    }

    /// <summary>Time since the training started, or was resumed.</summary>
    public TimeSpan Elapsed => _elapsed();

    /// <summary>The values of the epochs that are finished.</summary>
    public TrainingHistory History { get; internal init; } = new();

    /// <summary>
    /// Values by the names of <see cref="TrainingLogs"/>: after a batch those of this epoch so far, after an epoch all of them, those of
    /// the validation included. They are read from the device when asked for, which after a batch costs some time on a GPU.
    /// </summary>
    public IReadOnlyDictionary<string, double> Logs
    {
        get
        {
            Action<TrainingContext>? refresh = _refresh;
            _refresh = null;
            refresh?.Invoke(this);
            return _logs;
        }
    }

    /// <summary>
    /// The mean loss of the last batch, null where nothing in it counted; up to date once <see cref="Logs"/> was asked for.
    /// </summary>
    internal double? LastLoss { get; set; }

    /// <summary>The rate of the last batch; null before the first.</summary>
    internal double? LastRate { get; set; }

    /// <summary>The weights, without the network around them.</summary>
    internal WeightAccess? Weights { get; init; }

    /// <summary>Why the training is to stop; null while nobody asked for it.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Lets the training end after the current batch, as if all was done. The first reason is kept.</summary>
    public void RequestStop(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        StopReason ??= reason;
    }

    /// <summary>Copies the network with the weights that it has now.</summary>
    public OnnxNetwork Snapshot() => _snapshot();

    /// <summary>Puts the weights of a snapshot back.</summary>
    public void Restore(OnnxNetwork snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        _restore(snapshot);
    }

    internal void SaveRates(BinaryWriter writer)
    {
        writer.Write(LearningRate);
        writer.Write(LastRate ?? double.NaN);
    }

    internal void LoadRates(BinaryReader reader)
    {
        LearningRate = reader.ReadDouble() is >= 0 and < double.PositiveInfinity and var learningRate
            ? learningRate
            : throw new InvalidDataException("its learning rate is no number.");
        LastRate = reader.ReadDouble() is var rate && double.IsNaN(rate) ? null : rate;
    }

    /// <summary>Sets a value.</summary>
    internal void SetLog(string name, double value) => _logs[name] = value;

    /// <summary>Forgets all values; <paramref name="refresh"/> sets them again when somebody asks.</summary>
    internal void ClearLogs(Action<TrainingContext>? refresh = null)
    {
        _logs.Clear();
        _refresh = refresh;
    }
}
