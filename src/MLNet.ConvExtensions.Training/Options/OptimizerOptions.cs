using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>How gradients change weights: which of PyTorch's optimisers, and its settings beside the learning rate.</summary>
public abstract record OptimizerOptions
{
    /// <summary>
    /// The part of each weight that is taken off (AdamW) or added to its gradient (the others, as L2 regularisation), 0 or more.
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>The learning rate where the trainer is given none.</summary>
    internal abstract double DefaultLearningRate { get; }

    /// <summary>Refuses values that make no optimiser.</summary>
    /// <exception cref="ArgumentException">A value is outside of what is allowed; the message says what is.</exception>
    public virtual void Validate() =>
        this.Require(WeightDecay is >= 0 and < double.PositiveInfinity, nameof(WeightDecay), WeightDecay, "0 or more");
}
