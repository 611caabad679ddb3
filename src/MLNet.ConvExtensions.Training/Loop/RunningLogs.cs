using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>Sums up losses and metrics on the device, so that nothing waits for them before somebody asks.</summary>
internal sealed class RunningLogs : IDisposable
{
    private readonly Tensor _sums;

    public RunningLogs(Device device)
    {
        _sums = zeros([2], ScalarType.Float64, device);
        _sums.DetachFromDisposeScope();
    }

    public long Count { get; private set; }

    /// <summary>Adds a batch: its mean loss, and the sum of its metric.</summary>
    public void Add(Tensor loss, Tensor metric, int count)
    {
        using DisposeScope scope = NewDisposeScope();
        using (no_grad())
        {
            Tensor both = stack([loss.detach().to_type(ScalarType.Float64) * count, metric.detach().to_type(ScalarType.Float64)]);
            _sums.add_(both);
            Count += count;
        }
    }

    public void Clear()
    {
        using (no_grad())
        using (Tensor none = _sums.zero_())
            Count = 0;
    }

    /// <summary>The sums: loss, metric.</summary>
    public (double Loss, double Metric) Read()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor host = _sums.cpu();
        Span<double> values = MemoryMarshal.Cast<byte, double>(host.bytes);
        return (values[0], values[1]);
    }

    public void Save(BinaryWriter writer)
    {
        (double loss, double metric) = Read();
        writer.Write(loss);
        writer.Write(metric);
        writer.Write(Count);
    }

    public void Load(BinaryReader reader)
    {
        double[] values = [reader.ReadDouble(), reader.ReadDouble()];
        Count = reader.ReadInt64();
        using DisposeScope scope = NewDisposeScope();
        using (no_grad())
            _sums.copy_(BatchTensor.Of<double>(values, [2], ScalarType.Float64, CPU));
    }

    public void Dispose() => _sums.Dispose();
}
