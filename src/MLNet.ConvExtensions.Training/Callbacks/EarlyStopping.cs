using System.Globalization;
using MLNet.ConvExtensions.Training.Autograd;
using MLNet.ConvExtensions.Training.History;

namespace MLNet.ConvExtensions;

/// <summary>Ends a training when a value has not improved for some epochs, and puts the best weights back.</summary>
public sealed class EarlyStopping : TrainingCallback
{
    private double _best = double.NaN;
    private int _bestEpoch;
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

    /// <summary>Whether the weights of the best epoch are put back at the end, however the training ends.</summary>
    public bool RestoreBest { get; init; } = true;

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingContext context)
    {
        if (!(MinimumDelta is >= 0 and < double.PositiveInfinity))
            throw new ArgumentException($"{nameof(EarlyStopping)}.{nameof(MinimumDelta)} is {MinimumDelta}; allowed: 0 or more.");
        if (Patience < 0)
            throw new ArgumentException($"{nameof(EarlyStopping)}.{nameof(Patience)} is {Patience}; allowed: 0 or more.");
        ArgumentNullException.ThrowIfNull(context);
        // Epochs before it came to a resumed training don't count.
        (_best, _bestEpoch, _bestNetwork) = (double.NaN, context.History.Epochs.Count, null);
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
        else if (context.Epoch - _bestEpoch > Patience)
        {
            string best = double.IsNaN(_best)
                ? "it never was a number"
                : string.Create(CultureInfo.InvariantCulture, $"the best was {_best:G6} in epoch {_bestEpoch}");
            context.RequestStop($"{Monitor ?? "the monitored loss"} has not improved for {context.Epoch - _bestEpoch} epochs; {best}.");
        }
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
        writer.Write(network.Length);
        writer.Write(network);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        bool same = reader.ReadString() == MonitoredValue.Describe(Monitor, Mode);
        (double best, int bestEpoch) = (reader.ReadDouble(), reader.ReadInt32());
        // No memory is taken for more bytes than there are.
        int length = reader.ReadInt32();
        if (length < 0 || length > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new EndOfStreamException();
        byte[] network = reader.ReadBytes(length);
        if (!same)
            return;
        (_best, _bestEpoch) = (best, bestEpoch);
        _bestNetwork = network.Length == 0 ? null : OnnxNetwork.FromBytes(network);
        _isOfFile = true;
    }
}
