using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MLNet.ConvExtensions.Options;
using MLNet.ConvExtensions.Training.History;

namespace MLNet.ConvExtensions;

/// <summary>
/// Averages the weights of the best epochs: beginning with the best one, each of the others is taken in where the mean is no worse on the
/// validation with it than without (the greedy soup of Wortsman et al., Model soups, 2022). What comes out is never worse there than the
/// best epoch; it takes the place of what <see cref="EarlyStopping"/> puts back.
/// </summary>
/// <remarks>
/// It needs a validation, whose values are the same for the same weights. The running means and variances of batch normalisation are
/// averaged alike. The weights of all members are kept in memory and in checkpoints. A training that fails or is cancelled makes no soup.
/// </remarks>
public sealed class GreedySoup : TrainingCallback
{
    private readonly List<Member> _members = [];

    /// <summary>
    /// The validation's value to judge by, by its name in <see cref="TrainingLogs"/>. If left out, the validation's loss.
    /// </summary>
    public string Monitor { get; init; } = TrainingLogs.ValidationPrefix + TrainingLogs.Loss;

    /// <summary>Whether less or more is better.</summary>
    public MonitorMode Mode { get; init; }

    /// <summary>The epochs that are kept, the best ones, 2 to 100.</summary>
    public int Members { get; init; } = 5;

    /// <summary>The epochs, from 1, whose weights were averaged, the best first; empty before the training's end.</summary>
    public IReadOnlyList<int> Epochs { get; private set; } = [];

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        this.Require(Members is >= 2 and <= 100, nameof(Members), Members, "2 to 100");
        this.Require(
            context.ValidationSamples > 0 && Monitor?.StartsWith(TrainingLogs.ValidationPrefix, StringComparison.Ordinal) == true,
            nameof(Monitor),
            Monitor,
            $"a value of a validation, '{TrainingLogs.ValidationPrefix}...', which the training has to have"
        );
        _members.Clear();
        Epochs = [];
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var monitored = new MonitoredValue(Monitor, Mode, context.History);
        double value = monitored.In(context.History.Epochs[^1]);
        int place = _members.FindIndex(m => monitored.IsBetter(value, m.Value, 0));
        place = place < 0 ? _members.Count : place;
        if (!double.IsFinite(value) || place >= Members)
            return;
        _members.Insert(place, new Member(context.Epoch, value, context.Weights!.Read()));
        if (_members.Count > Members)
            _members.RemoveAt(Members);
    }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(MonitoredValue.Describe(Monitor, Mode));
        writer.Write(_members.Count);
        foreach (Member member in _members)
        {
            writer.Write(member.Epoch);
            writer.Write(member.Value);
            writer.Write(member.Weights.Count);
            foreach ((string name, byte[] weights) in member.Weights.OrderBy(w => w.Key, StringComparer.Ordinal))
            {
                writer.Write(name);
                writer.Write(weights.Length);
                writer.Write(weights);
            }
        }
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        bool same = reader.ReadString() == MonitoredValue.Describe(Monitor, Mode);
        _members.Clear();
        for (int left = reader.ReadInt32(); left > 0 && same; left--)
        {
            (int epoch, double value) = (reader.ReadInt32(), reader.ReadDouble());
            var weights = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            for (int count = reader.ReadInt32(); count > 0; count--)
            {
                (string name, int length) = (reader.ReadString(), reader.ReadInt32());
                // No memory is taken for more bytes than there are.
                if (length < 0 || length > reader.BaseStream.Length - reader.BaseStream.Position)
                    throw new EndOfStreamException();
                weights[name] = reader.ReadBytes(length);
            }

            if (_members.Count < Members)
                _members.Add(new Member(epoch, value, weights));
        }
    }

    /// <summary>Puts the soup in the place of the weights.</summary>
    internal override void ChooseWeights(TrainingContext context, Func<IReadOnlyDictionary<string, double>> judge)
    {
        if (_members.Count == 0)
            return;
        var monitored = new MonitoredValue(Monitor, Mode, context.History);
        IReadOnlyDictionary<string, byte[]> soup = _members[0].Weights;
        context.Weights!.Write(soup);
        double best = Value();
        List<int> epochs = [_members[0].Epoch];
        foreach (Member member in _members.Skip(1))
        {
            IReadOnlyDictionary<string, byte[]> tasted = Mean(soup, member.Weights, epochs.Count);
            context.Weights.Write(tasted);
            double value = Value();
            if (!double.IsFinite(value) || monitored.IsBetter(best, value, 0))
                continue;
            (soup, best) = (tasted, value);
            epochs.Add(member.Epoch);
        }

        context.Weights.Write(soup);
        Epochs = epochs;
        _members.Clear();

        double Value() => judge()[Monitor[TrainingLogs.ValidationPrefix.Length..]];
    }

    private static Dictionary<string, byte[]> Mean(
        IReadOnlyDictionary<string, byte[]> mean,
        IReadOnlyDictionary<string, byte[]> next,
        int members
    )
    {
        var result = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach ((string name, byte[] bytes) in mean)
        {
            byte[] mixed = [.. bytes];
            Span<float> values = MemoryMarshal.Cast<byte, float>(mixed.AsSpan());
            // The mean moves by the part of the way that one member of so many has.
            byte[] rest = [.. next[name]];
            Span<float> way = MemoryMarshal.Cast<byte, float>(rest.AsSpan());
            TensorPrimitives.Subtract(way, values, way);
            TensorPrimitives.MultiplyAdd(way, 1f / (members + 1), values, values);
            result[name] = mixed;
        }

        return result;
    }

    private sealed record Member(int Epoch, double Value, IReadOnlyDictionary<string, byte[]> Weights);
}
