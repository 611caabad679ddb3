namespace MLNet.ConvExtensions;

/// <summary>
/// How well a classifier does on photos of known classes: what it takes for what, whether it is as often right as it says, what other
/// thresholds
/// would bring, and, where that was asked for, how much photos may change. <see cref="JudgementReport"/> writes it.
/// </summary>
public sealed record ClassificationJudgement
{
    private static readonly int[] TopKs = [1, 2, 3, 4, 5, 10];

    /// <summary>What a probability of 0 is taken for in a logarithm, as <c>mlconv evaluate</c> does it.</summary>
    private const double LeastOfSeveral = 1e-15,
        LeastOfTwo = float.Epsilon;

    private ClassificationJudgement() { }

    /// <summary>Whether the model says no or yes; its classes are these then.</summary>
    public required bool IsBinary { get; init; }

    /// <summary>The classes' names, in the model's order.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The part of the photos that the model is right on, with Wilson's interval.</summary>
    public required MetricInterval Accuracy { get; init; }

    /// <summary>The mean recall of the classes that there are photos of.</summary>
    public required double BalancedAccuracy { get; init; }

    /// <summary>The mean F1 of the classes that there are photos of, or that photos are taken for.</summary>
    public required double MacroF1Score { get; init; }

    /// <summary>
    /// The mean of minus the natural logarithm of the right class's probability. A probability of 0 counts as 1e-15, and as the least float
    /// where
    /// the model says no or yes.
    /// </summary>
    public required double LogLoss { get; init; }

    /// <summary>
    /// Brier's score (1950), 0 at best: the mean over the photos of the squared differences of probability and truth, summed over the
    /// classes, up to 2;
    /// where the model says no or yes that of the probability of yes, up to 1.
    /// </summary>
    public required double BrierScore { get; init; }

    /// <summary>
    /// The area under the ROC curve: of yes against no, or the mean of each class against the rest. NaN where that is defined for no class.
    /// </summary>
    public required double AreaUnderRocCurve { get; init; }

    /// <summary>How often the right class is among the first 1, 2, 3, 4, 5 and 10, below the number of classes.</summary>
    public required IReadOnlyList<TopKResult> TopK { get; init; }

    /// <summary>Calibration in 15 bins of the same width.</summary>
    public required CalibrationCurve Calibration { get; init; }

    /// <summary>Calibration in 15 bins of about as many photos.</summary>
    public required CalibrationCurve CalibrationByMass { get; init; }

    /// <summary>What is taken for what: the cells of the confusion table that aren't empty, by class and predicted class.</summary>
    public required IReadOnlyList<ConfusionCell> Confusion { get; init; }

    /// <summary>Each class, in the model's order.</summary>
    public required IReadOnlyList<ClassJudgement> ByClass { get; init; }

    /// <summary>How often the model is right in each group, the worst first; empty where nothing belongs together.</summary>
    public required IReadOnlyList<GroupJudgement> Groups { get; init; }

    /// <summary>How often it is right on changed photos; null where that wasn't asked for.</summary>
    public RobustnessJudgement? Robustness { get; init; }

    /// <summary>The photos that were judged, in their order.</summary>
    public required IReadOnlyList<JudgedPhoto> Photos { get; init; }

    /// <summary>The photos that couldn't be judged, in their order.</summary>
    public required IReadOnlyList<UnreadPhoto> Unread { get; init; }

    /// <summary>The mistakes, those that the model was surest of first.</summary>
    public IEnumerable<JudgedPhoto> Mistakes() => Photos.Where(p => !p.IsRight).OrderByDescending(p => p.Confidence);

    /// <summary>
    /// Computes all numbers but those of robustness, which <see cref="ImageRobustness.Measure(ClassificationJudgement,
    /// Func{Microsoft.ML.Data.MLImage, ImagePrediction}, RobustnessOptions?, CancellationToken)"/> adds.
    /// </summary>
    /// <param name="classes">The classes' names, in the model's order.</param>
    /// <param name="photos">What the model says of photos of known classes, one or more.</param>
    /// <param name="unread">The photos that couldn't be judged; null for none.</param>
    /// <param name="isBinary">Whether the model says no or yes: its classes are these.</param>
    /// <returns>The judgement.</returns>
    /// <exception cref="ArgumentException">
    /// There are fewer than two classes, or no photos, or those of a model of another number of classes; or there are not two classes where
    /// the model
    /// says no or yes.
    /// </exception>
    public static ClassificationJudgement Of(
        IReadOnlyList<string> classes,
        IReadOnlyList<JudgedPhoto> photos,
        IReadOnlyList<UnreadPhoto>? unread = null,
        bool isBinary = false
    )
    {
        Check(classes, photos, isBinary);
        IReadOnlyList<ClassJudgement> byClass = ClassJudgement.Of(photos, classes);
        return new ClassificationJudgement
        {
            IsBinary = isBinary,
            Classes = [.. classes],
            Accuracy = Share(photos, p => p.IsRight),
            BalancedAccuracy = byClass.Where(c => c.Photos > 0).Average(c => c.Recall.Value),
            MacroF1Score = byClass.Where(c => c.Photos + c.Predicted > 0).Average(c => c.F1Score.Value),
            LogLoss = photos.Average(p => -Math.Log(Math.Max(p.LabelProbability, isBinary ? LeastOfTwo : LeastOfSeveral))),
            BrierScore = photos.Average(p => p.SquaredError) / (isBinary ? 2 : 1),
            AreaUnderRocCurve = isBinary
                ? byClass[1].AreaUnderRocCurve
                : byClass.Select(c => c.AreaUnderRocCurve).Where(area => !double.IsNaN(area)).DefaultIfEmpty(double.NaN).Average(),
            TopK = [.. TopKs.Where(k => k < classes.Count).Select(k => new TopKResult(k, Share(photos, p => p.Rank <= k)))],
            Calibration = CalibrationCurve.EqualWidth(photos),
            CalibrationByMass = CalibrationCurve.EqualMass(photos),
            Confusion =
            [
                .. photos
                    .GroupBy(p => (p.Label, p.Predicted))
                    .OrderBy(g => g.Key)
                    .Select(g => new ConfusionCell(g.Key.Label, g.Key.Predicted, g.Count())),
            ],
            ByClass = byClass,
            Groups = GroupJudgement.Of(photos),
            Photos = photos,
            Unread = unread ?? [],
        };
    }

    private static void Check(IReadOnlyList<string> classes, IReadOnlyList<JudgedPhoto> photos, bool isBinary)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(photos);
        if (classes.Count < 2 || (isBinary && classes.Count > 2))
            throw new ArgumentException($"There are {classes.Count} classes; needed: {(isBinary ? "2" : "2 or more")}.", nameof(classes));
        if (photos.Count == 0)
            throw new ArgumentException("There are no photos; needed: one or more to judge by.", nameof(photos));
        int kept = classes.Count <= JudgedPhoto.MostClasses ? classes.Count : 0;
        JudgedPhoto? other = photos.FirstOrDefault(p =>
            p.Label >= classes.Count || p.Predicted >= classes.Count || p.Probabilities.Count != kept
        );
        if (other is not null)
        {
            throw new ArgumentException(
                $"There are {classes.Count} classes, and '{other.Image}' was judged by a model of another number; needed: the same.",
                nameof(photos)
            );
        }
    }

    private static MetricInterval Share(IReadOnlyList<JudgedPhoto> photos, Func<JudgedPhoto, bool> isHit) =>
        MetricInterval.OfShare(photos.Count(isHit), photos.Count);
}
