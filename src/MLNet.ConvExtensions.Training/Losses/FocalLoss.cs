using MLNet.ConvExtensions.Options;
using MLNet.ConvExtensions.Training.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions;

/// <summary>
/// The focal loss (Lin et al., Focal Loss for Dense Object Detection, 2017): the cross-entropy of a sample times (1 - p)^<see cref="Gamma"/>,
/// where p is the probability of the right class, so that the many samples that are easy don't outweigh the few that are hard. For several
/// classes, for two, and for several labels at once, of which it is the mean.
/// </summary>
/// <remarks>The paper's alpha, by class, is <see cref="TrainingOptions.ClassWeights"/>.</remarks>
public sealed record FocalLoss : Loss
{
    // Below it the power's slope would be none of a number.
    private const double Least = 1e-12;

    /// <summary>How much less an easy sample counts, 0 or more: 0 is the cross-entropy, 2 what the paper took.</summary>
    public double Gamma { get; init; } = 2;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><see cref="Gamma"/> is out of range.</exception>
    public override Tensor Compute(Tensor outputs, Tensor targets)
    {
        this.Require(Gamma is >= 0 and < double.PositiveInfinity, nameof(Gamma), Gamma, "0 or more");
        Tensor losses = targets.is_floating_point()
                ? functional.binary_cross_entropy_with_logits(outputs, targets, reduction: Reduction.None)
                : functional.cross_entropy(outputs, targets, reduction: Reduction.None),
            focal = losses * losses.Times(-1).exp().Times(-1).Plus(1).Within(Least, null).Power(Gamma);
        return focal.dim() == 1 ? focal : focal.mean([1]);
    }
}
