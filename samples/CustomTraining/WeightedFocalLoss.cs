using MLNet.ConvExtensions;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CustomTraining;

/// <summary>
/// The focal loss of two classes (Lin et al., Focal Loss for Dense Object Detection, 2017): what the network already gets right costs next
/// to nothing, so that the many easy rows don't drown the few hard ones.
/// </summary>
/// <param name="Gamma">How much less the easy ones cost; 0 is the usual cross-entropy.</param>
/// <param name="Alpha">The weight of the rows that are true; those that are false have the rest of 1.</param>
internal sealed record WeightedFocalLoss(double Gamma, double Alpha) : Loss
{
    public override Tensor Compute(Tensor outputs, Tensor targets)
    {
        // 'using' keeps the numbers alive while TorchSharp reads them.
        using Scalar gamma = Gamma,
            slope = (2 * Alpha) - 1,
            rest = 1 - Alpha,
            one = 1;
        Tensor losses = functional.binary_cross_entropy_with_logits(outputs, targets, reduction: Reduction.None);
        Tensor wrong = ones_like(losses) - losses.neg().exp();
        return wrong.pow(gamma) * losses * (targets * slope).add(rest, one);
    }
}
