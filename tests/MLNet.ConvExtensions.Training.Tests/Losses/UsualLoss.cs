using MLNet.ConvExtensions.Columns;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Tests.Losses;

/// <summary>What the library's own losses compute, as a user would write it.</summary>
internal sealed record UsualLoss(ModelTask Task) : Loss
{
    public override Tensor Compute(Tensor outputs, Tensor targets) =>
        Task switch
        {
            ModelTask.Multiclass => functional.cross_entropy(outputs, targets, reduction: Reduction.None),
            ModelTask.Binary or ModelTask.Multilabel => functional.binary_cross_entropy_with_logits(
                outputs,
                targets,
                reduction: Reduction.None
            ),
            _ => functional.mse_loss(outputs, targets, Reduction.None),
        };
}
