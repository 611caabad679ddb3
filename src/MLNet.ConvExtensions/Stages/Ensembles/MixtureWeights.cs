namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>Weights of members, 0 or more and adding up to 1, that fit labels best.</summary>
internal static class MixtureWeights
{
    private const int MostSteps = 2000;
    private const double Tolerance = 1e-9;

    // A member that is sure and wrong isn't ruled out by one row.
    private const double LeastProbability = 1e-6;

    /// <summary>
    /// The weights with the greatest likelihood of a mixture, by expectation maximisation (Dempster, Laird and Rubin 1977): the log-loss of
    /// the weighted average is the least.
    /// </summary>
    /// <param name="probabilities">The probability of each row's own class, by row and member.</param>
    public static float[] OfLeastLogLoss(double[][] probabilities)
    {
        int members = probabilities[0].Length;
        double[] weights = [.. Enumerable.Repeat(1.0 / members, members)];
        for (int step = 0; step < MostSteps; step++)
        {
            var next = new double[members];
            foreach (double[] row in probabilities)
            {
                double sum = 0;
                for (int i = 0; i < members; i++)
                    sum += weights[i] * Math.Max(row[i], LeastProbability);
                for (int i = 0; i < members; i++)
                    next[i] += weights[i] * Math.Max(row[i], LeastProbability) / sum / probabilities.Length;
            }

            double change = next.Zip(weights, (n, w) => Math.Abs(n - w)).Max();
            weights = next;
            if (change < Tolerance)
                break;
        }

        return [.. weights.Select(w => (float)w)];
    }

    /// <summary>The weights with the least squared error, by moving weight between two members at a time as far as it helps.</summary>
    /// <param name="errors">Each member's number less the label, by row and member.</param>
    public static float[] OfLeastSquares(double[][] errors)
    {
        int members = errors[0].Length;
        double[] weights = [.. Enumerable.Repeat(1.0 / members, members)];
        var products = new double[members, members];
        foreach (double[] row in errors)
        {
            for (int i = 0; i < members; i++)
            {
                for (int j = 0; j < members; j++)
                    products[i, j] += row[i] * row[j] / errors.Length;
            }
        }

        for (int step = 0; step < MostSteps; step++)
        {
            double change = 0;
            for (int i = 0; i < members; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    // The error is a parabola in what goes from j to i.
                    double slope = 0;
                    for (int k = 0; k < members; k++)
                        slope += weights[k] * (products[i, k] - products[j, k]);
                    double curvature = products[i, i] - 2 * products[i, j] + products[j, j];
                    double move = curvature > 0 ? Math.Clamp(-slope / curvature, -weights[i], weights[j]) : 0;
                    weights[i] += move;
                    weights[j] -= move;
                    change = Math.Max(change, Math.Abs(move));
                }
            }

            if (change < Tolerance)
                break;
        }

        return [.. weights.Select(w => (float)w)];
    }
}
