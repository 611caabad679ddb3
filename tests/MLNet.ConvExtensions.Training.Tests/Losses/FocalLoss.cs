using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Tests.Losses;

/// <summary>
/// The focal loss of several classes (Lin et al., Focal Loss for Dense Object Detection, 2017), as a user would write it.
/// </summary>
internal sealed record FocalLoss(double Gamma) : Loss
{
    public override Tensor Compute(Tensor outputs, Tensor targets)
    {
        using Scalar gamma = Gamma;
        Tensor losses = functional.cross_entropy(outputs, targets, reduction: Reduction.None);
        return losses * (ones_like(losses) - losses.neg().exp()).pow(gamma);
    }
}
