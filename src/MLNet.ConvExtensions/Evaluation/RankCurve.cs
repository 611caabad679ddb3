namespace MLNet.ConvExtensions;

/// <summary>
/// Rows in the order of their scores: what the curves of ROC and of precision and recall are drawn from. Rows of the same score are one step.
/// The areas are those that scikit-learn gives.
/// </summary>
public sealed class RankCurve
{
    private readonly List<(int True, int False)> _steps = [];

    private RankCurve(int positives, int negatives) => (Positives, Negatives) = (positives, negatives);

    /// <summary>How many rows are positive.</summary>
    public int Positives { get; }

    /// <summary>How many rows aren't.</summary>
    public int Negatives { get; }

    /// <summary>The area under the ROC curve, 0 to 1; NaN where all rows are positive, or none.</summary>
    public double AreaUnderRocCurve
    {
        get
        {
            double area = 0;
            (int True, int False) last = (0, 0);
            foreach ((int True, int False) step in _steps)
            {
                area += (step.False - last.False) * 0.5 * (step.True + last.True);
                last = step;
            }

            return Positives == 0 || Negatives == 0 ? double.NaN : area / ((double)Positives * Negatives);
        }
    }

    /// <summary>
    /// The average precision, 0 to 1: the precision at each score, weighted by what the recall grows by there; NaN where no row is positive.
    /// </summary>
    public double AveragePrecision
    {
        get
        {
            double sum = 0;
            int last = 0;
            foreach ((int hits, int misses) in _steps)
            {
                sum += (hits - last) * (hits / (double)(hits + misses));
                last = hits;
            }

            return Positives == 0 ? double.NaN : sum / Positives;
        }
    }

    /// <summary>Puts rows in order.</summary>
    /// <param name="scores">The score of each row: the higher, the more probable.</param>
    /// <param name="positives">Whether each row is positive.</param>
    /// <exception cref="ArgumentException">There aren't as many scores as rows.</exception>
    public static RankCurve Of(IEnumerable<double> scores, IEnumerable<bool> positives)
    {
        double[] keys = [.. scores.Select(s => -s)];
        bool[] rows = [.. positives];
        if (keys.Length != rows.Length)
            throw new ArgumentException($"There are {keys.Length} scores for {rows.Length} rows; needed: one for each.", nameof(scores));
        int all = rows.Count(r => r),
            hits = 0;
        Array.Sort(keys, rows);
        var curve = new RankCurve(all, rows.Length - all);
        for (int i = 0; i < rows.Length; i++)
        {
            hits += rows[i] ? 1 : 0;
            if (i + 1 == rows.Length || keys[i + 1] != keys[i])
                curve._steps.Add((hits, i + 1 - hits));
        }

        return curve;
    }

    /// <summary>False positive rate and true positive rate, from (0, 0) to (1, 1).</summary>
    public IEnumerable<(double X, double Y)> Roc() =>
        _steps.Select(s => (s.False / (double)Negatives, s.True / (double)Positives)).Prepend((0, 0));

    /// <summary>Recall and precision, from the highest score on; the precision of the first step holds from recall 0.</summary>
    public IEnumerable<(double X, double Y)> PrecisionRecall()
    {
        IEnumerable<(double X, double Y)> points = _steps.Select(s => (s.True / (double)Positives, s.True / (double)(s.True + s.False)));
        return points.Take(1).Select(p => (0.0, p.Y)).Concat(points);
    }
}
