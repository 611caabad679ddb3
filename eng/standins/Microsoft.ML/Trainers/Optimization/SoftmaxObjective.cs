using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The cross-entropy of a multiclass linear model; its parameters are all biases and then the weights class by class.</summary>
internal sealed class SoftmaxObjective : LinearObjective
{
    private readonly int _classCount;

    public SoftmaxObjective(TrainingData data, int classCount, float l2, int numberOfThreads)
        : base(data, classCount, l2, numberOfThreads) => _classCount = classCount;

    protected override float AddGradient(
        in VBuffer<float> features, float label, float weight, ReadOnlySpan<float> point, Span<float> gradient, Span<float> scratch)
    {
        int length = features.Length;
        for (int c = 0; c < _classCount; c++)
            scratch[c] = point[c] + features.Dot(point.Slice(_classCount + c * length, length));

        float logSum = VectorMath.LogSumExp(scratch);
        Contracts.Check(float.IsFinite(logSum), "Data contain bad values.");
        int target = (int)label;
        for (int c = 0; c < _classCount; c++)
        {
            float slope = weight * ((float)Math.Exp(scratch[c] - logSum) - (c == target ? 1 : 0));
            gradient[c] += slope;
            features.AddTo(gradient.Slice(_classCount + c * length, length), slope);
        }

        return weight * (logSum - scratch[target]);
    }
}
