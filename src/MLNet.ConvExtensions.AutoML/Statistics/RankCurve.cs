namespace MLNet.ConvExtensions.AutoML.Statistics;

/// <summary>
/// Images in the order of a class's probability: what ROC and precision-recall curves are drawn from. Equal probabilities are one step.
/// </summary>
internal sealed class RankCurve
{
    private readonly List<(int True, int False)> _steps = [];

    private RankCurve(int positives, int negatives) => (Positives, Negatives) = (positives, negatives);

    public int Positives { get; }

    public int Negatives { get; }

    public bool IsDefined => Positives > 0 && Negatives > 0;

    public static RankCurve Create(Predictions predictions, int ofClass)
    {
        int[] order = [.. Enumerable.Range(0, predictions.Count)];
        float[] keys = [.. order.Select(i => -predictions.Probabilities[i][ofClass])];
        Array.Sort(keys, order);
        int positives = predictions.Labels.Count(l => l == ofClass);
        var curve = new RankCurve(positives, predictions.Count - positives);
        int hits = 0,
            misses = 0;
        for (int i = 0; i < order.Length; i++)
        {
            if (predictions.Labels[order[i]] == ofClass)
                hits++;
            else
                misses++;
            if (i + 1 == order.Length || keys[i + 1] != keys[i])
                curve._steps.Add((hits, misses));
        }

        return curve;
    }

    public static double AreaUnderRoc(RankCurve curve)
    {
        double area = 0;
        (int True, int False) last = (0, 0);
        foreach ((int True, int False) step in curve._steps)
        {
            area += (step.False - last.False) * 0.5 * (step.True + last.True);
            last = step;
        }

        return area / ((double)curve.Positives * curve.Negatives);
    }

    public static double AveragePrecision(RankCurve curve)
    {
        double sum = 0;
        int last = 0;
        foreach ((int hits, int misses) in curve._steps)
        {
            sum += (hits - last) * (hits / (double)(hits + misses));
            last = hits;
        }

        return sum / curve.Positives;
    }

    /// <summary>False positive rate and true positive rate, from (0, 0) to (1, 1).</summary>
    public IEnumerable<(double X, double Y)> Roc() =>
        _steps.Select(s => (s.False / (double)Negatives, s.True / (double)Positives)).Prepend((0, 0));

    /// <summary>Recall and precision, from the most probable image on; the precision of the first step holds from recall 0.</summary>
    public IEnumerable<(double X, double Y)> PrecisionRecall()
    {
        IEnumerable<(double X, double Y)> points = _steps.Select(s => (s.True / (double)Positives, s.True / (double)(s.True + s.False)));
        return points.Prepend((0, points.First().Y));
    }
}
