using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>How gradients change weights: which of PyTorch's optimisers, and its settings beside the learning rate.</summary>
public abstract record OptimizerOptions
{
    /// <summary>
    /// The part of each weight that is taken off (AdamW) or added to its gradient (the others, as L2 regularisation), 0 or more.
    /// </summary>
    /// <remarks>
    /// Kernels and other weights of two axes or more decay; biases, and the scales and shifts of normalisation, only with
    /// <see cref="DecayBiases"/>.
    /// </remarks>
    public double WeightDecay { get; init; }

    /// <summary>
    /// Whether <see cref="WeightDecay"/> also holds for weights of one axis: biases, and the scales and shifts of normalisation. PyTorch's
    /// optimisers let all decay unless told otherwise; timm's leave these out, and so does this.
    /// </summary>
    public bool DecayBiases { get; init; }

    /// <summary>
    /// What is added to the gradient of each weight that decays, with the weight's sign: L1 regularisation, 0 or more. As with
    /// <see cref="WeightDecay"/>, the loss that is reported is without it.
    /// </summary>
    public double L1 { get; init; }

    /// <summary>The learning rate where the trainer is given none.</summary>
    internal abstract double DefaultLearningRate { get; }

    /// <summary>Refuses values that make no optimiser.</summary>
    /// <exception cref="ArgumentException">A value is outside of what is allowed; the message says what is.</exception>
    public virtual void Validate()
    {
        this.Require(WeightDecay is >= 0 and < double.PositiveInfinity, nameof(WeightDecay), WeightDecay, "0 or more");
        this.Require(L1 is >= 0 and < double.PositiveInfinity, nameof(L1), L1, "0 or more");
    }
}
