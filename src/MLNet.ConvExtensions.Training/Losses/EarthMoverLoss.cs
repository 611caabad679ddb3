using MLNet.ConvExtensions.Training.Losses;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions;

/// <summary>
/// A loss for classes that have an order, such as stages of a disease or stars of a review: a prediction is the worse the farther from the
/// right class its probability lies. <c>Loss = new EarthMoverLoss()</c> of any network of three classes or more; the order is that of the
/// label column's keys (<c>MapValueToKey</c> with <c>keyData</c> or <c>keyOrdinality</c> sets it).
/// </summary>
/// <remarks>
/// The squared earth mover's distance of Hou, Yu and Samaras (2016), which is the ranked probability score of Epstein (1969): the mean, over
/// the steps from a class to the next, of the squared difference between the probability up to there and what it should be, 0 or 1.
/// Between 0, and 1 where the class at the other end is certain.
/// </remarks>
public sealed record EarthMoverLoss : Loss
{
    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The network has no three classes.</exception>
    public override Tensor Compute(Tensor outputs, Tensor targets)
    {
        if (outputs.dim() != 2 || outputs.shape[1] < 3 || targets.dim() != 1)
        {
            throw new InvalidOperationException(
                $"{nameof(EarthMoverLoss)} is for the order of three classes or more; the network's outputs are "
                    + $"[{string.Join(", ", outputs.shape)}]."
            );
        }

        long[] steps = [.. Enumerable.Range(0, (int)outputs.shape[1] - 1).Select(i => (long)i)];
        Tensor step = BatchTensor.Of<long>(steps, [1, steps.Length], ScalarType.Int64, outputs.device),
            upTo = functional.softmax(outputs, 1).cumsum(1).narrow(1, 0, steps.Length),
            wanted = step.ge(targets.unsqueeze(1)).to_type(outputs.dtype);
        return functional.mse_loss(upTo, wanted, Reduction.None).mean([1]);
    }
}
