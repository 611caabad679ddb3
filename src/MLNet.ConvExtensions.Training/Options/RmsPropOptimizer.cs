using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>RMSprop: gradients divided by the root of their mean square (Hinton's lecture 6e, 2012).</summary>
public sealed record RmsPropOptimizer : OptimizerOptions
{
    /// <summary>The part of the mean square that is kept at each step, 0 or more and below 1.</summary>
    public double Decay { get; init; } = 0.99;

    /// <summary>The part of the last step that is taken again, 0 or more and below 1.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether the gradients' mean is taken off first, so that they are divided by their deviation.</summary>
    public bool Centered { get; init; }

    /// <summary>Added to the root, so that nothing is divided by 0; above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    internal override double DefaultLearningRate => 0.001;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        this.Require(Decay is >= 0 and < 1, nameof(Decay), Decay, "0 or more, below 1");
        this.Require(Momentum is >= 0 and < 1, nameof(Momentum), Momentum, "0 or more, below 1");
        this.Require(Epsilon is > 0 and < double.PositiveInfinity, nameof(Epsilon), Epsilon, "above 0");
    }
}
