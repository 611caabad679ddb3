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
    private readonly WeightRule _rule;
    private readonly OptimizerOptions _options;
    private readonly List<WeightBlock> _blocks = [];
    private readonly List<(Parameter Weight, WeightBlock Block)> _weights = [];

    /// <param name="options">The optimiser.</param>
    /// <param name="groups">The weights, whose elements move into tensors that all weights of a block share.</param>
    public WeightUpdate(OptimizerOptions options, IReadOnlyList<WeightGroup> groups)
    {
        options.Validate();
        _options = options;
        _rule = WeightRule.Of(options);
        foreach (WeightGroup group in groups)
        {
            var blocks = group
                .Weights.GroupBy(w => (Decays: Decays(w), w.dtype))
                .ToDictionary(g => g.Key, g => new WeightBlock(group, [.. g], g.Key.Decays, _rule.Memory));
            _blocks.AddRange(blocks.Values);
            _weights.AddRange(group.Weights.Select(w => (w, blocks[(Decays(w), w.dtype)])));
        }
    }

    /// <summary>Forgets the gradients, so that the next ones are written and not added.</summary>
    public void ForgetGradients()
    {
        foreach (WeightBlock block in _blocks)
            block.ForgetGradients();
    }

    /// <summary>Changes the weights by their gradients.</summary>
    public void Step(double learningRate)
    {
        using var still = no_grad();
        foreach (WeightBlock block in _blocks)
        {
            double rate = learningRate * block.Group.RateFactor,
                decay = block.Decays ? _options.WeightDecay : 0;
            block.Step(
                (weights, gradient, memory, step) =>
                {
                    if (block.Decays && _options.L1 > 0)
                        gradient = Shrunk(weights, gradient);
                    _rule.Step(weights, gradient, memory, rate, decay, step);
                }
            );
        }
    }

    /// <summary>Writes what the optimiser remembers, to the bit.</summary>
    public void Save(BinaryWriter writer)
    {
        foreach ((Parameter weight, WeightBlock block) in _weights)
            block.Save(writer, weight);
    }

    /// <summary>Reads what <see cref="Save"/> of the same optimiser over the same weights wrote.</summary>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public void Load(BinaryReader reader)
    {
        foreach ((Parameter weight, WeightBlock block) in _weights)
            block.Load(reader, weight);
    }

    public void Dispose()
    {
        foreach (WeightBlock block in _blocks)
            block.Dispose();
    }

    private bool Decays(Parameter weight) => (_options.WeightDecay > 0 || _options.L1 > 0) && (_options.DecayBiases || weight.dim() > 1);

    private Tensor Shrunk(Tensor weights, Tensor gradient)
    {
        using TorchSharp.Scalar factor = _options.L1;
        return gradient.add(weights.sign(), factor);
    }
}
