namespace Microsoft.ML.Data;

/// <summary>
/// The area under the precision-recall curve by the lower trapezoid estimator (Boyd, Eng and Page, ECML-PKDD 2013).
/// Examples of one score are not grouped: they come in the order in which they were added.
/// </summary>
internal sealed class PrecisionRecallCurve
{
    private const int MaxExamples = 100_000;
    private readonly ReservoirSample<(float Score, bool IsPositive)> _sample;

    public PrecisionRecallCurve(Random random) => _sample = new ReservoirSample<(float, bool)>(random, MaxExamples);

    public void Add(bool isPositive, float score) => _sample.Add((score, isPositive));

    public double Area()
    {
        int positives = _sample.Items.Count(example => example.IsPositive);
        double area = 0;
        double lastRecall = 0;
        double lastPrecision = 1;
        int truePositives = 0;
        int falsePositives = 0;

        // The order is stable, so the sum of tied examples is the same as in the real evaluator.
        foreach (var (_, isPositive) in _sample.Items.OrderByDescending(example => example.Score))
        {
            if (!isPositive)
            {
                falsePositives++;
                lastPrecision = (double)truePositives / (truePositives + falsePositives);
                continue;
            }
            truePositives++;
            double recall = (double)truePositives / positives;
            double precision = (double)truePositives / (truePositives + falsePositives);
            area += (recall - lastRecall) * (lastPrecision + precision) / 2;
            lastPrecision = precision;
            lastRecall = recall;
        }
        return area;
    }
}
