using System.Runtime.InteropServices;
using MLNet.ConvExtensions.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>
/// Sums up losses and metrics. They are read from the device some batches late, so that a GPU doesn't wait for each; on a CPU, at once.
/// </summary>
internal sealed class RunningLogs(TrainingLoss loss, Device device) : IDisposable
{
    private readonly int _mostPending = device.type == DeviceType.CPU ? 1 : 64;
    private readonly List<(Tensor Loss, double Weight, Tensor Output, float[] Targets)> _pending = [];
    private double _loss;
    private double _weight;
    private double _metric;

    /// <summary>Samples that were added.</summary>
    public long Count { get; private set; }

    /// <summary>The mean loss of the last batch; null where nothing in it counted.</summary>
    public double? LastLoss { get; private set; }

    /// <summary>Adds a batch: its mean loss with what it counts in all, and the outputs that the metric is computed from.</summary>
    public void Add(Tensor batchLoss, double weight, Tensor output, ReadOnlySpan<float> targets)
    {
        Count += targets.Length;
        if (_mostPending == 1)
        {
            Read(batchLoss, weight, output, targets);
            return;
        }

        _pending.Add((batchLoss.detach().DetachFromDisposeScope(), weight, (loss.Metric is null ? batchLoss : output).detach().DetachFromDisposeScope(), targets.ToArray()));
        if (_pending.Count == _mostPending)
            Flush();
    }

    /// <summary>Takes note of a batch in which nothing counted.</summary>
    public void Skip()
    {
        Flush();
        LastLoss = null;
    }

    public void Clear()
    {
        Flush();
        (_loss, _weight, _metric, Count) = (0, 0, 0, 0);
    }

    /// <summary>The means over the samples: of the loss by their weights (NaN where none of them counts), and of the metric.</summary>
    public (double Loss, double Metric) Read()
    {
        Flush();
        return (_loss / _weight, _metric / Math.Max(Count, 1));
    }

    /// <summary>Whether all losses so far are numbers.</summary>
    public bool IsFinite()
    {
        Flush();
        return double.IsFinite(_loss);
    }

    public void Save(BinaryWriter writer)
    {
        Flush();
        writer.Write(_loss);
        writer.Write(_weight);
        writer.Write(_metric);
        writer.Write(Count);
    }

    public void Load(BinaryReader reader)
    {
        _loss = reader.ReadDouble();
        _weight = reader.ReadDouble();
        _metric = reader.ReadDouble();
        Count = reader.ReadInt64();
    }

    public void Dispose()
    {
        foreach ((Tensor batchLoss, _, Tensor output, _) in _pending)
        {
            batchLoss.Dispose();
            output.Dispose();
        }

        _pending.Clear();
    }

    private void Flush()
    {
        foreach ((Tensor batchLoss, double weight, Tensor output, float[] targets) in _pending)
            Read(batchLoss, weight, output, targets);
        Dispose();
    }

    private void Read(Tensor batchLoss, double weight, Tensor output, ReadOnlySpan<float> targets)
    {
        // Where no sample counts, there is no mean: 0 / 0.
        if (weight > 0)
        {
            double mean = batchLoss.item<float>();
            LastLoss = mean;
            _loss += mean * weight;
            _weight += weight;
        }

        if (loss.Metric is null)
            return;
        using DisposeScope scope = NewDisposeScope();
        Tensor host = output.detach().cpu().contiguous();
        _metric += loss.MetricOf(MemoryMarshal.Cast<byte, float>(host.bytes), targets);
    }
}
