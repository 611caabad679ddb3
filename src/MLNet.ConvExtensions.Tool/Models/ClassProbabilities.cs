using System.Numerics.Tensors;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>What a network says of its classes, as probabilities.</summary>
internal static class ClassProbabilities
{
    /// <summary>Networks end in probabilities, in their logarithms or in plain scores; a softmax leaves the first as they are, and is right for the others.</summary>
    /// <param name="scores">What the network says; of a single one the second class is what it speaks for.</param>
    /// <param name="activation">What it ends in, "none" for scores; null if that has to be told from the numbers.</param>
    public static double[] Of(float[] scores, string? activation = null)
    {
        double[] values = [.. scores.Select(s => (double)s)];
        if (activation is not null && values is [var single])
        {
            double share = activation == "Sigmoid" ? single : 1 / (1 + Math.Exp(-single));
            return [1 - share, share];
        }

        if (activation is not null)
        {
            if (activation == "Sigmoid")
                values = [.. values.Select(v => Math.Log(v / (1 - v)))];
            if (activation != "Softmax")
                TensorPrimitives.SoftMax<double>(values, values);
            return values;
        }

        if (Array.TrueForAll(values, v => v >= 0) && Math.Abs(values.Sum() - 1) < 1e-3)
            return values;
        TensorPrimitives.SoftMax<double>(values, values);
        return values;
    }
}
