using System.Globalization;
using MLNet.ConvExtensions.Training.Autograd;
using MLNet.ConvExtensions.Training.History;

namespace MLNet.ConvExtensions;

/// <summary>Ends a training when a value has not improved for some epochs, and puts the best weights back.</summary>
public sealed class EarlyStopping : TrainingCallback
{
    private double _best = double.NaN;
    private int _bestEpoch;
    private int _start;
    private OnnxNetwork? _bestNetwork;
    private bool _isOfFile;

    /// <summary>
    /// The value to monitor, by its name in <see cref="TrainingLogs"/>. If left out: the validation's loss, or without a validation the
    /// loss.
    /// </summary>
    public string? Monitor { get; init; }

    /// <summary>Whether less or more is better.</summary>
    public MonitorMode Mode { get; init; }

    /// <summary>How much better a value must be to count, 0 or more.</summary>
    public double MinimumDelta { get; init; }

    /// <summary>Epochs without an improvement that are let pass, 0 or more; the training ends after one more.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>
    /// A value that has to be reached: until one is better than it, improvements don't count, and <see cref="Patience"/> runs from the
    /// first epoch on. Null for none.
    /// </summary>
    public double? Baseline { get; init; }

    /// <summary>Whether the weights of the best epoch are put back at the end, however the training ends.</summary>
    public bool RestoreBest { get; init; } = true;

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingContext context)
    {
        if (!(MinimumDelta is >= 0 and < double.PositiveInfinity))
            throw new ArgumentException($"{nameof(EarlyStopping)}.{nameof(MinimumDelta)} is {MinimumDelta}; allowed: 0 or more.");
        if (Patience < 0)
            throw new ArgumentException($"{nameof(EarlyStopping)}.{nameof(Patience)} is {Patience}; allowed: 0 or more.");
        if (Baseline is double baseline && !double.IsFinite(baseline))
            throw new ArgumentException($"{nameof(EarlyStopping)}.{nameof(Baseline)} is {Baseline}; allowed: a number, or null.");
        ArgumentNullException.ThrowIfNull(context);
        // Epochs before it came to a resumed training don't count.
        (_best, _start, _bestNetwork) = (double.NaN, context.History.Epochs.Count, null);
        _bestEpoch = _start;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var monitored = new MonitoredValue(Monitor, Mode, context.History);
        double value = monitored.In(context.History.Epochs[^1]);
        bool isBest = !double.IsNaN(value) && (double.IsNaN(_best) || monitored.IsBetter(value, _best, MinimumDelta));
        OnnxNetwork? network = isBest && RestoreBest ? context.Snapshot() : null;
        // A value may be good while the weights, which changed after it was summed up, are no longer finite.
        if (isBest && (network is null || FiniteWeights.FindOther(network) is null))
        {
            (_best, _bestEpoch, _bestNetwork, _isOfFile) = (value, context.Epoch, network, false);
        }

        bool isReached = Baseline is not double baseline || monitored.IsBetter(_best, baseline, MinimumDelta);
        int waited = context.Epoch - (isReached ? _bestEpoch : _start);
        if (waited <= Patience)
            return;
        string best = double.IsNaN(_best)
            ? "it never was a number"
            : string.Create(CultureInfo.InvariantCulture, $"the best was {_best:G6} in epoch {_bestEpoch}");
        string what = isReached
            ? "has not improved"
            : string.Create(CultureInfo.InvariantCulture, $"has not been better than the baseline of {Baseline:G6}");
        context.RequestStop($"{Monitor ?? "the monitored loss"} {what} for {waited} epochs; {best}.");
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        OnnxNetwork? best = _bestNetwork;
        _bestNetwork = null;
        if (best is null)
            return;
        try
        {
            context.Restore(best);
        }
        catch (Exception e) when (_isOfFile && (e is OnnxNetworkException or ArgumentException))
        {
            throw new CheckpointException($"The checkpoint is damaged: the best weights in it are not this network's. {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        byte[] network = _bestNetwork?.ToBytes() ?? [];
        writer.Write(MonitoredValue.Describe(Monitor, Mode));
        writer.Write(_best);
        writer.Write(_bestEpoch);
        writer.Write(_start);
        writer.Write(network.Length);
        writer.Write(network);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        bool same = reader.ReadString() == MonitoredValue.Describe(Monitor, Mode);
        (double best, int bestEpoch, int start) = (reader.ReadDouble(), reader.ReadInt32(), reader.ReadInt32());
        // No memory is taken for more bytes than there are.
        int length = reader.ReadInt32();
        if (length < 0 || length > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new EndOfStreamException();
        byte[] network = reader.ReadBytes(length);
        if (!same)
            return;
        (_best, _bestEpoch, _start) = (best, bestEpoch, start);
        _bestNetwork = network.Length == 0 ? null : OnnxNetwork.FromBytes(network);
        _isOfFile = true;
    }
}
