using static TorchSharp.torch;

namespace MLNet.ConvExtensions;

/// <summary>
/// A loss of your own, as in Keras: derive a record from it, compute each sample's loss with TorchSharp, and set
/// <see cref="TrainingOptions.Loss"/>. The trainer takes the mean, weighted by the rows' and the classes' weights.
/// </summary>
/// <remarks>
/// <para>A checkpoint is resumed only with the same loss: a record of the same name whose fields have the same values. Hold nothing in
/// fields but numbers, text, and lists or records of these; make tensors inside <see cref="Compute"/>, on the outputs' device. They are
/// freed after the step.</para>
/// <para>TorchSharp 0.107 may free a number while libtorch still reads it, which is an error or another number, at random and rarely.
/// <c>using Scalar gamma = Gamma;</c> and <c>x.pow(gamma)</c> in place of <c>x.pow(Gamma)</c> keep it alive. Sums need a factor that lives:
/// <c>x.add(y, one)</c>, since TorchSharp makes one of its own for <c>x + y</c>.</para>
/// </remarks>
public abstract record Loss
{
    /// <summary>Computes the loss of each sample, in a way that gradients can follow.</summary>
    /// <param name="outputs">
    /// What the network gives before its final activation, 32-bit floats: logits, [N, classes], of several classes; the logit of true, [N],
    /// of two; the predicted number, [N], of a regression. Where labels are vectors of numbers, or there are several labels at once,
    /// [N, length].
    /// </param>
    /// <param name="targets">
    /// What is to be predicted, [N]: of several classes each sample's class from 0 (64-bit integers), of two 0 or 1, of a regression the
    /// number (32-bit floats). Where labels are vectors, [N, length].
    /// </param>
    /// <returns>The losses, [N], floats on the outputs' device.</returns>
    public abstract Tensor Compute(Tensor outputs, Tensor targets);
}
