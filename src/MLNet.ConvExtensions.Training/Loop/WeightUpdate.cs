using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>Takes the steps of an optimiser, with a learning rate that the caller sets before each.</summary>
internal sealed class WeightUpdate : IDisposable
{
    private readonly OptimizerHelper _optimizer;
    private readonly optim.ILearningRateController[] _groups;
    private readonly IReadOnlyList<WeightGroup> _rates;

    public WeightUpdate(OptimizerOptions options, IReadOnlyList<WeightGroup> groups)
    {
        options.Validate();
        _rates = groups;
        _optimizer = Create(options, groups);
        _groups = [.. _optimizer.ParamGroups];
    }

    /// <summary>Forgets the gradients, so that the next ones are written and not added.</summary>
    public void ForgetGradients()
    {
        foreach (WeightGroup group in _rates)
        {
            foreach (Parameter weight in group.Weights)
                weight.grad = null;
        }
    }

    /// <summary>Changes the weights by their gradients.</summary>
    public void Step(double learningRate)
    {
        for (int i = 0; i < _groups.Length; i++)
            _groups[i].LearningRate = learningRate * _rates[i].RateFactor;
        _optimizer.step();
    }

    /// <summary>Writes what the optimiser remembers, to the bit.</summary>
    public void Save(BinaryWriter writer) => _optimizer.save_state_dict(writer);

    /// <summary>Reads what <see cref="Save"/> of the same optimiser over the same weights wrote.</summary>
    public void Load(BinaryReader reader) => _optimizer.load_state_dict(reader);

    public void Dispose() => _optimizer.Dispose();

    // Every group is given all values itself: where a group leaves one out, the optimisers of TorchSharp don't all take the default.
    private static OptimizerHelper Create(OptimizerOptions options, IReadOnlyList<WeightGroup> groups)
    {
        double rate = options.DefaultLearningRate, decay = options.WeightDecay;
        return options switch
        {
            SgdOptimizer o => optim.SGD(
                groups.Select(g => new SGD.ParamGroup(g.Weights, rate, o.Momentum, dampening: 0, decay, o.Nesterov)), rate, o.Momentum, 0, decay, o.Nesterov),
            RmsPropOptimizer o => optim.RMSProp(
                groups.Select(g => new RMSProp.ParamGroup(g.Weights, rate, eps: o.Epsilon, alpha: o.Decay, decay, o.Momentum, o.Centered)),
                rate, o.Decay, o.Epsilon, decay, o.Momentum, o.Centered),
            AdamOptimizer o => optim.Adam(
                groups.Select(g => new Adam.ParamGroup(g.Weights, rate, o.Beta1, o.Beta2, o.Epsilon, decay)), rate, o.Beta1, o.Beta2, o.Epsilon, decay),
            AdamWOptimizer o => optim.AdamW(
                groups.Select(g => new AdamW.ParamGroup(g.Weights, rate, o.Beta1, o.Beta2, o.Epsilon, decay)), rate, o.Beta1, o.Beta2, o.Epsilon, decay),
            _ => throw new ArgumentException($"The optimiser is a {options.GetType().Name}; allowed: SgdOptimizer, RmsPropOptimizer, AdamOptimizer, AdamWOptimizer."),
        };
    }
}
