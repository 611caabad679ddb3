using System.Numerics.Tensors;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>What a network says of its classes, where it is known what it ends in.</summary>
internal static class NetworkScores
{
    /// <summary>The least and, from 1, the most that a sigmoid says: where it says 0 or 1, its logit would be infinite.</summary>
    private const double Least = 1e-7;

    /// <summary>Probabilities of classes.</summary>
    /// <param name="scores">What the network says; of a single one the second class is what it speaks for.</param>
    /// <param name="activation">What it ends in, "none" for logits.</param>
    public static float[] ToProbabilities(float[] scores, string activation)
    {
        if (scores is [var single])
        {
            float share = activation == "Sigmoid" ? single : 1 / (1 + MathF.Exp(-single));
            return [1 - share, share];
        }

        double[] values = [.. scores.Select(s => activation == "Sigmoid" ? Logit(Math.Clamp(s, Least, 1 - Least)) : s)];
        if (activation != "Softmax")
            TensorPrimitives.SoftMax<double>(values, values);
        return [.. values.Select(v => (float)v)];
    }

    private static double Logit(double share) => Math.Log(share / (1 - share));
}
