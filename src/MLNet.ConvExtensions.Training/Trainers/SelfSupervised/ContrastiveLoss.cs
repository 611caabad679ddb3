using MLNet.ConvExtensions.Training.Losses;
using MLNet.ConvExtensions.Training.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MLNet.ConvExtensions.Training.Trainers.SelfSupervised;

/// <summary>
/// NT-Xent, the normalised temperature-scaled cross-entropy of SimCLR (Chen et al., 2020): each row's cosines with all other rows, divided
/// by the temperature, are the logits of which row is its other half.
/// </summary>
internal sealed class ContrastiveLoss(double temperature) : TrainingLoss
{
    // Enough to leave a row out of a softmax, and finite, so that no gradient is undefined.
    private const double Nothing = -1e9;

    private const double LeastSquare = 1e-12;

    public override bool HasClasses => true;

    /// <summary>The fraction of the rows whose other half is most alike.</summary>
    public override string Metric => TrainingLogs.Accuracy;

    public override Tensor Of(Tensor output, TargetTensors targets)
    {
        Tensor rows = output * (output * output).sum([1], keepdim: true).Within(LeastSquare, null).rsqrt();
        Tensor self = eye(output.shape[0], dtype: ScalarType.Bool, device: output.device);
        Tensor logits = rows.matmul(rows.t()).Times(1 / temperature).FilledWhere(self, Nothing);
        return functional.cross_entropy(logits, targets.Targets, reduction: Reduction.Mean);
    }

    public override double MetricOf(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
    {
        int width = outputs.Length / targets.Length,
            right = 0;
        var rows = new float[outputs.Length];
        for (int i = 0; i < targets.Length; i++)
        {
            ReadOnlySpan<float> row = outputs.Slice(i * width, width);
            TensorPrimitives.Divide(
                row,
                Math.Max(TensorPrimitives.Norm(row), (float)Math.Sqrt(LeastSquare)),
                rows.AsSpan(i * width, width)
            );
        }

        for (int i = 0; i < targets.Length; i++)
        {
            (int nearest, float most) = (-1, float.NegativeInfinity);
            for (int other = 0; other < targets.Length; other++)
            {
                float cosine = TensorPrimitives.Dot(rows.AsSpan(i * width, width), rows.AsSpan(other * width, width));
                if (other != i && cosine > most)
                    (nearest, most) = (other, cosine);
            }

            right += nearest == (int)targets[i] ? 1 : 0;
        }

        return right;
    }
}
