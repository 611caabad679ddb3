using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>Keeps the moving average of a network's weights and running statistics beside them.</summary>
internal sealed class AveragedWeights : IDisposable
{
    private readonly WeightAverage _options;
    private readonly Tensor[] _own;
    private readonly Tensor[] _means;
    private long _steps;

    public AveragedWeights(WeightAverage options, TrainableNetwork network)
    {
        _options = options;
        _own = [.. network.Weights.Select(w => (Tensor)w.Tensor), .. network.Statistics.Values];
        _means = [.. _own.Select(o => zeros_like(o).DetachFromDisposeScope())];
    }

    /// <summary>Takes note of a step of the training.</summary>
    public void Add()
    {
        if (_steps++ % _options.EverySteps != 0)
            return;
        using var still = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using Scalar rest = 1 - _options.KeptAfter((_steps - 1) / _options.EverySteps),
            minusOne = -1;
        for (int i = 0; i < _own.Length; i++)
        {
            // A weight that stays is its own average to the bit: the difference is 0.
            if (_steps == 1)
                _means[i].copy_(_own[i]);
            else
                _means[i].add_(_own[i].add(_means[i], minusOne), rest);
        }
    }

    /// <summary>Begins anew, from the weights that the next step leaves.</summary>
    public void Restart() => _steps = 0;

    /// <summary>Puts the average in the place of the weights until what it gives is disposed; before the first step they stay.</summary>
    public Placed InPlace() => new(this);

    /// <summary>Writes the average, to the bit.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_steps);
        foreach (Tensor mean in _steps > 0 ? _means : [])
        {
            using Tensor host = mean.cpu();
            writer.Write(host.bytes);
        }
    }

    /// <summary>Reads what <see cref="Save"/> of the same network wrote.</summary>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public void Load(BinaryReader reader)
    {
        _steps = reader.ReadInt64();
        if (_steps < 0)
            throw new InvalidDataException($"its average is over {_steps:N0} steps.");
        foreach (Tensor mean in _steps > 0 ? _means : [])
        {
            using Tensor host = zeros(mean.shape, mean.dtype, CPU);
            reader.BaseStream.ReadExactly(host.bytes);
            mean.copy_(host);
        }
    }

    public void Dispose()
    {
        foreach (Tensor mean in _means)
            mean.Dispose();
    }

    private void Exchange()
    {
        if (_steps == 0)
            return;
        using var still = no_grad();
        for (int i = 0; i < _own.Length; i++)
        {
            using Tensor spare = _own[i].clone();
            _own[i].copy_(_means[i]);
            _means[i].copy_(spare);
        }
    }

    /// <summary>The average in the place of the weights.</summary>
    internal sealed class Placed : IDisposable
    {
        private readonly AveragedWeights _average;

        public Placed(AveragedWeights average)
        {
            _average = average;
            average.Exchange();
        }

        public void Dispose() => _average.Exchange();
    }
}
