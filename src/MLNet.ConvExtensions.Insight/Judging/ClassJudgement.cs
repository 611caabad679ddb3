namespace MLNet.ConvExtensions;

/// <summary>How well a model tells a class from the others.</summary>
public sealed record ClassJudgement
{
    private const int MostPoints = 200;

    private ClassJudgement() { }

    /// <summary>The class, from 0.</summary>
    public required int Class { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How many photos show it.</summary>
    public required int Photos { get; init; }

    /// <summary>How many photos are taken for it.</summary>
    public required int Predicted { get; init; }

    /// <summary>The part of the photos taken for the class that show it, with Wilson's interval; NaN where none is taken for it.</summary>
    public required MetricInterval Precision { get; init; }

    /// <summary>The part of its photos that are taken for it, with Wilson's interval; NaN where there are none.</summary>
    public required MetricInterval Recall { get; init; }

    /// <summary>
    /// 2 TP / (2 TP + FP + FN), with the interval of <see cref="MetricInterval.OfF1"/>; NaN where none shows it and none is taken for it.
    /// </summary>
    public required MetricInterval F1Score { get; init; }

    /// <summary>The wrong class that its photos are most often taken for, from 0; null where all are right.</summary>
    public int? MostOftenTakenFor { get; init; }

    /// <summary>
    /// The area under the ROC curve of the class against the rest; NaN without photos of both, and for a model of more than 100 classes.
    /// </summary>
    public double AreaUnderRocCurve { get; init; } = double.NaN;

    /// <summary>
    /// The average precision of the class against the rest; NaN without photos of it, and for a model of more than 100 classes.
    /// </summary>
    public double AveragePrecision { get; init; } = double.NaN;

    /// <summary>The threshold of the best F1, of all thresholds; null where there are no <see cref="Thresholds"/>.</summary>
    public ThresholdPoint? BestThreshold { get; init; }

    /// <summary>
    /// Precision and recall against the threshold, by growing threshold: at the photos' probabilities, or at 200 of them where there are
    /// more. Empty
    /// without photos of the class, and for a model of more than 100 classes.
    /// </summary>
    public IReadOnlyList<ThresholdPoint> Thresholds { get; init; } = [];

    /// <param name="photos">All photos.</param>
    /// <param name="names">The classes' names.</param>
    internal static IReadOnlyList<ClassJudgement> Of(IReadOnlyList<JudgedPhoto> photos, IReadOnlyList<string> names)
    {
        ILookup<int, JudgedPhoto> shown = photos.ToLookup(p => p.Label),
            taken = photos.ToLookup(p => p.Predicted);
        return [.. names.Select((name, c) => Of(photos, c, name, [.. shown[c]], taken[c].Count()))];
    }

    private static ClassJudgement Of(IReadOnlyList<JudgedPhoto> photos, int of, string name, JudgedPhoto[] shown, int taken)
    {
        int right = shown.Count(p => p.IsRight);
        var judged = new ClassJudgement
        {
            Class = of,
            Name = name,
            Photos = shown.Length,
            Predicted = taken,
            Precision = MetricInterval.OfShare(right, taken),
            Recall = MetricInterval.OfShare(right, shown.Length),
            F1Score = MetricInterval.OfF1(right, taken - right, shown.Length - right),
            MostOftenTakenFor = shown
                .Where(p => !p.IsRight)
                .GroupBy(p => p.Predicted)
                .OrderByDescending(g => g.Count())
                .ThenBy(g => g.Key)
                .FirstOrDefault()
                ?.Key,
        };
        if (shown.Length == 0 || photos[0].Probabilities.Count == 0)
            return judged;
        bool yesOrNo = photos[0].Probabilities.Count == 2;
        var curve = RankCurve.Of(
            photos.Select(p => yesOrNo ? (of == 1 ? p.YesScore : -p.YesScore) : p.Probabilities[of]),
            photos.Select(p => p.Label == of)
        );
        ThresholdPoint[] points = ThresholdsOf(photos, of, shown.Length);
        return judged with
        {
            AreaUnderRocCurve = curve.AreaUnderRocCurve,
            AveragePrecision = curve.AveragePrecision,
            BestThreshold = points.MaxBy(p => p.F1Score),
            Thresholds =
                points.Length <= MostPoints
                    ? points
                    : [.. Enumerable.Range(0, MostPoints).Select(i => points[(int)((long)i * (points.Length - 1) / (MostPoints - 1))])],
        };
    }

    private static ThresholdPoint[] ThresholdsOf(IReadOnlyList<JudgedPhoto> photos, int of, int positives)
    {
        JudgedPhoto[] sorted = [.. photos.OrderByDescending(p => p.Probabilities[of])];
        var points = new List<ThresholdPoint>();
        int hits = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            hits += sorted[i].Label == of ? 1 : 0;
            float probability = sorted[i].Probabilities[of];
            if (i + 1 == sorted.Length || sorted[i + 1].Probabilities[of] != probability)
                points.Add(new ThresholdPoint(probability, hits / (i + 1.0), hits / (double)positives));
        }

        points.Reverse();
        return [.. points];
    }
}
