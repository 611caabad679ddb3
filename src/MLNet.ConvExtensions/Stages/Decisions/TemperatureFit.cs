using System.Numerics.Tensors;
using MathNet.Numerics.RootFinding;

namespace MLNet.ConvExtensions.Stages.Decisions;

/// <summary>
/// Finds the temperature with which the log loss is least (Guo et al., On Calibration of Modern Neural Networks, 2017). In its inverse the
/// loss is convex: its slope has one root. As in Platt's calibrator (1999), the target of a row's class is (n + 1) / (n + 2), and the other
/// classes share the rest: of n rows that a model is right on, one more may be wrong, and no temperature is right that makes it certain.
/// </summary>
internal static class TemperatureFit
{
    public const double Lowest = 0.05,
        Highest = 20;

    private const double Accuracy = 1e-9;
    private const int MostSteps = 200;

    /// <param name="logits">The logits of each row.</param>
    /// <param name="labels">The class of each row.</param>
    /// <returns>The temperature; the lowest or highest allowed where the loss still falls there.</returns>
    public static double Find(IReadOnlyList<double[]> logits, IReadOnlyList<int> labels)
    {
        int width = logits[0].Length;
        var shares = new double[width];
        double rest = 1.0 / (logits.Count + 2),
            other = rest / (width - 1);
        double low = Math.Log(1 / Highest),
            high = Math.Log(1 / Lowest);
        if (Slope(low) >= 0)
            return Highest;
        if (Slope(high) <= 0)
            return Lowest;
        return 1 / Math.Exp(Brent.FindRoot(Slope, low, high, Accuracy, MostSteps));

        // By the inverse temperature, on a scale of logarithms: what is expected of a logit less what its target has.
        double Slope(double logarithm)
        {
            double inverse = Math.Exp(logarithm),
                sum = 0;
            for (int row = 0; row < logits.Count; row++)
            {
                TensorPrimitives.Multiply(logits[row], inverse, shares);
                TensorPrimitives.SoftMax<double>(shares, shares);
                double right = logits[row][labels[row]],
                    target = ((1 - rest) * right) + (other * (TensorPrimitives.Sum<double>(logits[row]) - right));
                sum += TensorPrimitives.Dot<double>(shares, logits[row]) - target;
            }

            return sum / logits.Count;
        }
    }
}
