using MLNet.ConvExtensions.Training.Data;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Losses;

/// <summary>The targets of a batch, as tensors of [N], or of [N, width] where there are several for each, on the network's device.</summary>
/// <param name="Targets">Classes as whole numbers, or the numbers themselves.</param>
/// <param name="Partners">Where samples were mixed, the targets of their partners.</param>
/// <param name="Shares">Where samples were mixed, their own shares.</param>
/// <param name="Weights">How much each sample counts; null if all count alike.</param>
internal sealed record TargetTensors(Tensor Targets, Tensor? Partners, Tensor? Shares, Tensor? Weights)
{
    /// <summary>Where samples were mixed, how much each one's partner counts; null if all count alike.</summary>
    public Tensor? PartnerWeights { get; init; }

    /// <summary>What the network saw, for losses of what it makes of that.</summary>
    public Tensor? Inputs { get; init; }

    public static TargetTensors Of(TrainingBatch batch, bool classes, Device device)
    {
        Tensor? partners = batch.Partners is null ? null : Labels(batch.Partners);
        return new(Labels(batch.Targets), partners, Numbers(batch.Shares), Numbers(batch.Weights))
        {
            PartnerWeights = Numbers(batch.PartnerWeights),
        };

        Tensor Labels(float[] values)
        {
            if (!classes)
            {
                int width = batch.TargetWidth;
                long[] shape = width == 1 ? [batch.Count] : [batch.Count, width];
                return BatchTensor.Of<float>(values.AsSpan(0, batch.Count * width), shape, ScalarType.Float32, device);
            }

            var whole = new long[batch.Count];
            for (int i = 0; i < whole.Length; i++)
                whole[i] = (long)values[i];
            return BatchTensor.Of<long>(whole, [whole.Length], ScalarType.Int64, device);
        }

        Tensor? Numbers(float[]? values) =>
            values is null ? null : BatchTensor.Of<float>(values.AsSpan(0, batch.Count), [batch.Count], ScalarType.Float32, device);
    }
}
