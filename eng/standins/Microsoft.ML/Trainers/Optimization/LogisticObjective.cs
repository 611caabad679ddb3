using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The log-loss of a binary linear model; its parameters are the bias and then the weights.</summary>
internal sealed class LogisticObjective(TrainingData data, float l2, int numberOfThreads)
    : LinearObjective(data, biasCount: 1, l2, numberOfThreads)
{
    protected override float AddGradient(
        in VBuffer<float> features, float label, float weight, ReadOnlySpan<float> point, Span<float> gradient, Span<float> scratch)
    {
        // Half the score for and half against: the softmax of the two is the probability.
        float half = (point[0] + features.Dot(point[1..])) / 2;
        float logSum = VectorMath.LogSumExp([half, -half]);
        float loss = logSum - (label > 0 ? half : -half);
        Contracts.Check(!float.IsNaN(loss), "Data contain bad values.");
        float slope = weight * ((float)Math.Exp(half - logSum) - (label > 0 ? 1 : 0));
        gradient[0] += slope;
        features.AddTo(gradient[1..], slope);
        return weight * loss;
    }
}
