using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>
/// Sums up losses and metrics. They are read from the device some batches late, so that a GPU doesn't wait for each; on a CPU, at once.
/// </summary>
internal sealed class RunningLogs(TrainingLoss loss, Device device) : IDisposable
{
    private readonly int _mostPending = device.type == DeviceType.CPU ? 1 : 64;
    private readonly List<(Tensor Loss, Tensor Output, float[] Targets)> _pending = [];
    private double _loss;
    private double _metric;

    /// <summary>Samples that were added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a batch: its mean loss, and the outputs that the metric is computed from.</summary>
    public void Add(Tensor batchLoss, Tensor output, ReadOnlySpan<float> targets)
    {
        Count += targets.Length;
        if (_mostPending == 1)
        {
            Read(batchLoss, output, targets);
            return;
        }

        _pending.Add((batchLoss.detach().DetachFromDisposeScope(), (loss.Metric is null ? batchLoss : output).detach().DetachFromDisposeScope(), targets.ToArray()));
        if (_pending.Count == _mostPending)
            Flush();
    }

    public void Clear()
    {
        Flush();
        (_loss, _metric, Count) = (0, 0, 0);
    }

    /// <summary>The sums: loss, metric.</summary>
    public (double Loss, double Metric) Read()
    {
        Flush();
        return (_loss, _metric);
    }

    public void Save(BinaryWriter writer)
    {
        Flush();
        writer.Write(_loss);
        writer.Write(_metric);
        writer.Write(Count);
    }

    public void Load(BinaryReader reader)
    {
        _loss = reader.ReadDouble();
        _metric = reader.ReadDouble();
        Count = reader.ReadInt64();
    }

    public void Dispose()
    {
        foreach ((Tensor batchLoss, Tensor output, _) in _pending)
        {
            batchLoss.Dispose();
            output.Dispose();
        }

        _pending.Clear();
    }

    private void Flush()
    {
        foreach ((Tensor batchLoss, Tensor output, float[] targets) in _pending)
            Read(batchLoss, output, targets);
        Dispose();
    }

    private void Read(Tensor batchLoss, Tensor output, ReadOnlySpan<float> targets)
    {
        _loss += (double)batchLoss.item<float>() * targets.Length;
        if (loss.Metric is null)
            return;
        using DisposeScope scope = NewDisposeScope();
        Tensor host = output.detach().cpu().contiguous();
        _metric += loss.MetricOf(MemoryMarshal.Cast<byte, float>(host.bytes), targets);
    }
}
