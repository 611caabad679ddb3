using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>Adam with weight decay apart from the gradients (Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2017).</summary>
public sealed record AdamWOptimizer : OptimizerOptions
{
    /// <summary>The decay is 0.01 at first, as in PyTorch.</summary>
    public AdamWOptimizer() => WeightDecay = 0.01;

    /// <summary>The part of the gradients' mean that is kept at each step, 0 or more and below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The part of the gradients' mean square that is kept at each step, 0 or more and below 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root, so that nothing is divided by 0; above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    internal override double DefaultLearningRate => 0.001;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        this.Require(Beta1 is >= 0 and < 1, nameof(Beta1), Beta1, "0 or more, below 1");
        this.Require(Beta2 is >= 0 and < 1, nameof(Beta2), Beta2, "0 or more, below 1");
        this.Require(Epsilon is > 0 and < double.PositiveInfinity, nameof(Epsilon), Epsilon, "above 0");
    }
}
