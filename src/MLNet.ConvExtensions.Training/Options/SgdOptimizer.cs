using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>Stochastic gradient descent with momentum (Sutskever et al., On the importance of initialization and momentum, 2013).</summary>
public sealed record SgdOptimizer : OptimizerOptions
{
    /// <summary>The part of the last step that is taken again, 0 or more and below 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether the gradient is taken where the momentum leads to (Nesterov). It needs a momentum.</summary>
    public bool Nesterov { get; init; }

    internal override double DefaultLearningRate => 0.01;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        this.Require(Momentum is >= 0 and < 1, nameof(Momentum), Momentum, "0 or more, below 1");
        this.Require(!Nesterov || Momentum > 0, nameof(Nesterov), Nesterov, "false where Momentum is 0");
    }
}
