using MLNet.ConvExtensions.Options;
using MLNet.ConvExtensions.Training.Losses;
using MLNet.ConvExtensions.Training.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions;

/// <summary>
/// The logit-adjusted cross-entropy (Menon et al., Long-tail learning via logit adjustment, 2021): while a network learns, the logarithm of
/// each class's frequency is added to its logit, so that the network itself learns to judge as if all classes were equally frequent. For
/// several classes, and for two.
/// </summary>
public sealed record LogitAdjustedLoss : Loss
{
    /// <summary>
    /// The rows of each class, or its frequency, above 0, in the order of the keys (false, true for two classes). One for each class.
    /// </summary>
    public IReadOnlyList<double> ClassCounts { get; init; } = [];

    /// <summary>What the logarithms are multiplied by, 0 or more: 0 is the cross-entropy, 1 what the theory says.</summary>
    public double Tau { get; init; } = 1;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is out of range, or there isn't a count for each class.</exception>
    public override Tensor Compute(Tensor outputs, Tensor targets)
    {
        this.Require(Tau is >= 0 and < double.PositiveInfinity, nameof(Tau), Tau, "0 or more");
        bool two = targets.is_floating_point();
        long classes = two ? 2 : outputs.shape[1];
        this.Require(
            ClassCounts is not null && ClassCounts.Count == classes && ClassCounts.All(c => c is > 0 and < double.PositiveInfinity),
            nameof(ClassCounts),
            ClassCounts is null ? null : string.Join(", ", ClassCounts),
            $"{classes} numbers above 0, one for each class"
        );
        if (two && outputs.dim() != 1)
        {
            throw new ArgumentException(
                $"{nameof(LogitAdjustedLoss)} is for classes of which a row has one; the network's outputs are "
                    + $"[{string.Join(", ", outputs.shape)}]."
            );
        }

        double sum = ClassCounts!.Sum();
        if (two)
        {
            double odds = Tau * Math.Log(ClassCounts![1] / ClassCounts[0]);
            return functional.binary_cross_entropy_with_logits(outputs.Plus(odds), targets, reduction: Reduction.None);
        }

        float[] added = [.. ClassCounts!.Select(c => (float)(Tau * Math.Log(c / sum)))];
        Tensor adjusted = outputs.Plus(BatchTensor.Of<float>(added, [1, classes], ScalarType.Float32, outputs.device));
        return functional.cross_entropy(adjusted, targets, reduction: Reduction.None);
    }
}
