using Microsoft.ML.Data;

namespace MLNet.ConvExtensions;

/// <summary>What predictions of classes that have an order are judged by beside accuracy: <c>metrics.Ordinal()</c>.</summary>
/// <param name="MeanAbsoluteError">How many steps the predicted class is from the right one, on average; 0 is best.</param>
/// <param name="QuadraticWeightedKappa">
/// Cohen's kappa with the squares of these steps as weights: 1 where all are right, 0 where chance would do as well, NaN where all rows are
/// of one class and predicted as it. As scikit-learn's <c>cohen_kappa_score(weights='quadratic')</c>.
/// </param>
/// <param name="WithinOne">The share of rows whose predicted class is the right one or a neighbor of it.</param>
public sealed record OrdinalMetrics(double MeanAbsoluteError, double QuadraticWeightedKappa, double WithinOne)
{
    internal static OrdinalMetrics Of(ConfusionMatrix matrix)
    {
        int classes = matrix.NumberOfClasses;
        double[] actual = new double[classes],
            predicted = new double[classes];
        double rows = 0,
            steps = 0,
            near = 0,
            observed = 0,
            expected = 0;
        for (int i = 0; i < classes; i++)
        {
            for (int j = 0; j < classes; j++)
            {
                double count = matrix.Counts[i][j],
                    distance = Math.Abs(i - j);
                rows += count;
                steps += count * distance;
                near += distance <= 1 ? count : 0;
                observed += count * distance * distance;
                actual[i] += count;
                predicted[j] += count;
            }
        }

        for (int i = 0; i < classes; i++)
        {
            for (int j = 0; j < classes; j++)
                expected += actual[i] * predicted[j] / rows * (i - j) * (i - j);
        }

        return new OrdinalMetrics(steps / rows, 1 - (observed / expected), near / rows);
    }
}
