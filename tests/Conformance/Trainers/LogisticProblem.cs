namespace MLNet.ConvExtensions.Conformance.Trainers;

/// <summary>The objective of logistic regression as the documentation states it, in double precision.</summary>
internal static class LogisticProblem
{
    /// <summary>The derivatives of the sum of the log-losses plus half the L2 weight times the squared weights, bias first.</summary>
    public static double[] Gradient(IReadOnlyList<Sample> rows, IReadOnlyList<float> weights, float bias, double l2, bool weighted = false)
    {
        var gradient = new double[weights.Count + 1];
        foreach (Sample row in rows)
        {
            double score = bias + Enumerable.Range(0, weights.Count).Sum(j => (double)weights[j] * row.Features[j]);
            double slope = (1 / (1 + Math.Exp(-score)) - (row.IsFirst ? 1 : 0)) * (weighted ? row.Weight : 1);
            gradient[0] += slope;
            for (int j = 0; j < weights.Count; j++)
                gradient[j + 1] += slope * row.Features[j];
        }

        for (int j = 0; j < weights.Count; j++)
            gradient[j + 1] += l2 * weights[j];
        return gradient;
    }

    /// <summary>How far the point is from the optimum with an L1 weight: 0 where a zero weight can't be improved.</summary>
    public static double Violation(double derivative, float weight, double l1) => weight switch
    {
        > 0 => Math.Abs(derivative + l1),
        < 0 => Math.Abs(derivative - l1),
        _ => Math.Max(0, Math.Abs(derivative) - l1),
    };

    /// <summary>Fits Platt's sigmoid, with targets short of 0 and 1, by plain gradient descent.</summary>
    public static (double Slope, double Offset) Platt(float[] scores, bool[] labels)
    {
        double positive = (labels.Count(label => label) + 1.0) / (labels.Count(label => label) + 2);
        double negative = 1.0 / (labels.Count(label => !label) + 2);
        double slope = -1, offset = 0;
        for (int step = 0; step < 20000; step++)
        {
            double slopeGradient = 0, offsetGradient = 0;
            for (int i = 0; i < labels.Length; i++)
            {
                double error = (labels[i] ? positive : negative) - 1 / (1 + Math.Exp(slope * scores[i] + offset));
                slopeGradient += error * scores[i];
                offsetGradient += error;
            }

            slope -= 0.02 * slopeGradient;
            offset -= 0.02 * offsetGradient;
        }

        return (slope, offset);
    }
}
