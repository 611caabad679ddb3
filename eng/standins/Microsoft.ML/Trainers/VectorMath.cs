using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>Arithmetic between feature vectors, dense or sparse, and dense parameters.</summary>
internal static class VectorMath
{
    // Beyond it a term of a sum of exponentials is lost in the rounding.
    private const float NegligibleDifference = 30;

    public static float Dot(this in VBuffer<float> features, ReadOnlySpan<float> weights)
    {
        ReadOnlySpan<float> values = features.GetValues();
        if (features.IsDense)
            return TensorPrimitives.Dot(values, weights);

        ReadOnlySpan<int> indices = features.GetIndices();
        float sum = 0;
        for (int i = 0; i < indices.Length; i++)
            sum += values[i] * weights[indices[i]];
        return sum;
    }

    /// <summary>Adds the features times a factor to the target.</summary>
    public static void AddTo(this in VBuffer<float> features, Span<float> target, float factor)
    {
        ReadOnlySpan<float> values = features.GetValues();
        if (features.IsDense)
        {
            TensorPrimitives.MultiplyAdd(values, factor, target, target);
            return;
        }

        ReadOnlySpan<int> indices = features.GetIndices();
        for (int i = 0; i < indices.Length; i++)
            target[indices[i]] += factor * values[i];
    }

    public static float SumOfSquares(this in VBuffer<float> features) => TensorPrimitives.SumOfSquares(features.GetValues());

    /// <summary>Whether no value is missing or infinite; a sparse vector of zeros has no values at all.</summary>
    public static bool AllFinite(ReadOnlySpan<float> values) => values.IsEmpty || TensorPrimitives.IsFiniteAll(values);

    public static float Sigmoid(float x) => (float)(1 / (1 + Math.Exp(-x)));

    /// <summary>The logarithm of the sum of the exponentials.</summary>
    public static float LogSumExp(ReadOnlySpan<float> values)
    {
        int largest = TensorPrimitives.IndexOfMax(values);
        float max = values[largest];
        if (!float.IsFinite(max))
            return max;

        double others = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (i != largest && values[i] > max - NegligibleDifference)
                others += Math.Exp(values[i] - max);
        }

        return others > 0 ? (float)(max + Math.Log(1 + others)) : max;
    }
}
