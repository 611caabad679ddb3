using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>Takes the steps of an optimiser, with a learning rate that the caller sets before each.</summary>
/// <remarks>
/// TorchSharp 0.107 has these optimisers, but frees the numbers that they hand to libtorch while libtorch reads them: a garbage collection
/// in that moment is an error at random, or another number. Here every number outlives its call.
/// </remarks>
internal sealed class WeightUpdate : IDisposable
{
    private readonly IReadOnlyList<WeightGroup> _groups;
    private readonly WeightRule _rule;
    private readonly OptimizerOptions _options;

    // Tensors compare by their values, and a NaN is not equal to itself.
    private readonly Dictionary<Parameter, Tensor[]> _memory = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Parameter, long> _steps = new(ReferenceEqualityComparer.Instance);

    public WeightUpdate(OptimizerOptions options, IReadOnlyList<WeightGroup> groups)
    {
        options.Validate();
        (_options, _groups) = (options, groups);
        _rule = WeightRule.Of(options);
    }

    private IEnumerable<Parameter> Weights => _groups.SelectMany(g => g.Weights);

    /// <summary>Forgets the gradients, so that the next ones are written and not added.</summary>
    public void ForgetGradients()
    {
        foreach (Parameter weight in Weights)
            weight.grad = null;
    }

    /// <summary>Changes the weights by their gradients.</summary>
    public void Step(double learningRate)
    {
        using var still = no_grad();
        foreach (WeightGroup group in _groups)
        {
            foreach (Parameter weight in group.Weights)
            {
                using DisposeScope scope = NewDisposeScope();
                if (weight.grad is not { } gradient)
                    continue;
                if (!_memory.TryGetValue(weight, out Tensor[]? memory))
                    _memory[weight] = memory = [
                        .. Enumerable.Range(0, _rule.Memory).Select(_ => zeros_like(weight).DetachFromDisposeScope()),
                    ];
                _steps[weight] = _steps.GetValueOrDefault(weight) + 1;
                bool decays = _options.DecayBiases || weight.dim() > 1;
                double rate = learningRate * group.RateFactor;
                if (decays && _options.L1 > 0)
                    gradient = Shrunk(weight, gradient);
                _rule.Step(weight, gradient, memory, rate, decays ? _options.WeightDecay : 0, _steps[weight]);
            }
        }
    }

    /// <summary>Writes what the optimiser remembers, to the bit.</summary>
    public void Save(BinaryWriter writer)
    {
        foreach (Parameter weight in Weights)
        {
            long steps = _steps.GetValueOrDefault(weight);
            writer.Write(steps);
            foreach (Tensor tensor in steps > 0 ? _memory[weight] : [])
            {
                using Tensor host = tensor.cpu();
                writer.Write(host.bytes);
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> of the same optimiser over the same weights wrote.</summary>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public void Load(BinaryReader reader)
    {
        Forget();
        foreach (Parameter weight in Weights)
        {
            long steps = reader.ReadInt64();
            if (steps == 0)
                continue;
            if (steps < 0)
                throw new InvalidDataException($"its optimizer has taken {steps:N0} steps.");
            _steps[weight] = steps;
            _memory[weight] = [.. Enumerable.Range(0, _rule.Memory).Select(_ => Read(reader, weight))];
        }
    }

    public void Dispose() => Forget();

    private Tensor Shrunk(Parameter weight, Tensor gradient)
    {
        using Scalar factor = _options.L1;
        return gradient.add(weight.sign(), factor);
    }

    private static Tensor Read(BinaryReader reader, Parameter weight)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor host = zeros(weight.shape, weight.dtype, CPU);
        reader.BaseStream.ReadExactly(host.bytes);
        return host.to(weight.device).DetachFromDisposeScope();
    }

    private void Forget()
    {
        foreach (Tensor tensor in _memory.Values.SelectMany(m => m))
            tensor.Dispose();
        _memory.Clear();
        _steps.Clear();
    }
}
