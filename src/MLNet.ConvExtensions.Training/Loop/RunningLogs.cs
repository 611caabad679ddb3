using System.Runtime.InteropServices;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>
/// Sums up losses and metrics. They are read from the device some batches late, so that a GPU doesn't wait for each; on a CPU, at once.
/// </summary>
internal sealed class RunningLogs(TrainingLoss loss, IReadOnlyList<Metric> metrics, Device device) : IDisposable
{
    private readonly int _mostPending = device.type == DeviceType.CPU ? 1 : 64;
    private readonly List<(Tensor Loss, double Weight, Tensor Output, float[] Targets, float[] Weights)> _pending = [];
    private readonly MetricSums _metrics = new(metrics);
    private double _loss;
    private double _weight;
    private double _metric;
    private int _targetWidth = 1;

    /// <summary>Samples that were added.</summary>
    public long Count { get; private set; }

    /// <summary>The mean loss of the last batch; null where nothing in it counted.</summary>
    public double? LastLoss { get; private set; }

    private bool NeedsOutputs => loss.Metric is not null || _metrics.Count > 0;

    /// <summary>Adds a batch: its mean loss with what it counts in all, and the outputs that metrics are computed from.</summary>
    public void Add(Tensor batchLoss, double weight, Tensor output, TrainingBatch batch)
    {
        ReadOnlySpan<float> targets = batch.Targets.AsSpan(0, batch.Count * batch.TargetWidth);
        ReadOnlySpan<float> weights = _metrics.Count > 0 && batch.Weights is { } own ? own.AsSpan(0, batch.Count) : [];
        Count += batch.Count;
        _targetWidth = batch.TargetWidth;
        if (_mostPending == 1)
        {
            Read(batchLoss, weight, output, targets, weights);
            return;
        }

        Tensor kept = (NeedsOutputs ? output : batchLoss).detach().DetachFromDisposeScope();
        _pending.Add((batchLoss.detach().DetachFromDisposeScope(), weight, kept, targets.ToArray(), weights.ToArray()));
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
        _metrics.Clear();
    }

    /// <summary>
    /// Names and values over the samples: the mean loss by their weights (NaN where none of them counts), the mean of the loss's own
    /// metric, and users' metrics.
    /// </summary>
    public IReadOnlyList<(string Name, double Value)> Read()
    {
        Flush();
        var values = new List<(string Name, double Value)> { (TrainingLogs.Loss, _loss / _weight) };
        if (loss.Metric is { } name)
            values.Add((name, _metric / Math.Max(Count, 1)));
        values.AddRange(_metrics.Read());
        return values;
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
        _metrics.Save(writer);
    }

    public void Load(BinaryReader reader)
    {
        _loss = reader.ReadDouble();
        _weight = reader.ReadDouble();
        _metric = reader.ReadDouble();
        Count = reader.ReadInt64();
        _metrics.Load(reader);
    }

    public void Dispose()
    {
        foreach ((Tensor batchLoss, _, Tensor output, _, _) in _pending)
        {
            batchLoss.Dispose();
            output.Dispose();
        }

        _pending.Clear();
    }

    private void Flush()
    {
        foreach ((Tensor batchLoss, double weight, Tensor output, float[] targets, float[] weights) in _pending)
            Read(batchLoss, weight, output, targets, weights);
        Dispose();
    }

    private void Read(Tensor batchLoss, double weight, Tensor output, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights)
    {
        // Where no sample counts, there is no mean: 0 / 0.
        if (weight > 0)
        {
            double mean = batchLoss.item<float>();
            LastLoss = mean;
            _loss += mean * weight;
            _weight += weight;
        }

        if (!NeedsOutputs)
            return;
        using DisposeScope scope = NewDisposeScope();
        Tensor host = output.detach().cpu().contiguous();
        ReadOnlySpan<float> outputs = MemoryMarshal.Cast<byte, float>(host.bytes);
        if (loss.Metric is not null)
            _metric += loss.MetricOf(outputs, targets) / _targetWidth;
        _metrics.Add(outputs, targets, weights);
    }
}
