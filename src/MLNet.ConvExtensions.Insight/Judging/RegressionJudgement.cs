namespace MLNet.ConvExtensions;

/// <summary>
/// How far the numbers that a model predicts for photos are from those that are known:
/// <c>mlContext.Regression.JudgeImages(model, photos)</c>.
/// </summary>
public sealed record RegressionJudgement
{
    private RegressionJudgement() { }

    /// <summary>The mean absolute error, with the 95 % interval of a mean of independent photos (normal approximation).</summary>
    public required MetricInterval MeanAbsoluteError { get; init; }

    /// <summary>The absolute error that half of the photos stay below.</summary>
    public required double MedianAbsoluteError { get; init; }

    /// <summary>The root of the mean squared error.</summary>
    public required double RootMeanSquaredError { get; init; }

    /// <summary>1 less the squared errors as a part of the known numbers' squared distances from their mean; NaN where all are alike.</summary>
    public required double RSquared { get; init; }

    /// <summary>The mean of predicted less known numbers: above 0 the model says too much.</summary>
    public required double MeanResidual { get; init; }

    /// <summary>What groups of photos differ by, the worst first.</summary>
    public required IReadOnlyList<GroupError> Groups { get; init; }

    /// <summary>The photos, in the data's order.</summary>
    public required IReadOnlyList<JudgedNumber> Photos { get; init; }

    /// <summary>Photos that couldn't be judged.</summary>
    public required IReadOnlyList<UnreadPhoto> Unread { get; init; }

    /// <summary>Puts together what predictions say.</summary>
    /// <param name="photos">The photos, one or more, of finite numbers.</param>
    /// <param name="unread">Photos that couldn't be judged.</param>
    /// <returns>The judgement.</returns>
    /// <exception cref="ArgumentException">There is no photo, or a number isn't finite.</exception>
    public static RegressionJudgement Of(IReadOnlyList<JudgedNumber> photos, IReadOnlyList<UnreadPhoto>? unread = null)
    {
        ArgumentNullException.ThrowIfNull(photos);
        if (photos.Count == 0)
            throw new ArgumentException("There are no photos; needed: one or more to judge by.", nameof(photos));
        foreach (JudgedNumber photo in photos)
        {
            if (!double.IsFinite(photo.Label) || !double.IsFinite(photo.Predicted))
            {
                throw new ArgumentException(
                    FormattableString.Invariant(
                        $"'{photo.Image}': the label is {photo.Label} and the prediction {photo.Predicted}; needed: finite numbers."
                    ),
                    nameof(photos)
                );
            }
        }

        double[] errors = [.. photos.Select(p => Math.Abs(p.Residual)).Order()];
        MetricInterval mean = MetricInterval.OfMean(errors);
        double squares = errors.Sum(e => e * e),
            spread = Variance([.. photos.Select(p => p.Label)]) * (photos.Count - 1);
        return new RegressionJudgement
        {
            MeanAbsoluteError = mean with { Low = Math.Max(0, mean.Low) },
            MedianAbsoluteError = (errors[(errors.Length - 1) / 2] + errors[errors.Length / 2]) / 2,
            RootMeanSquaredError = Math.Sqrt(squares / photos.Count),
            RSquared = spread > 0 ? 1 - (squares / spread) : double.NaN,
            MeanResidual = photos.Average(p => p.Residual),
            Groups =
            [
                .. photos
                    .Where(p => p.Group is not null)
                    .GroupBy(p => p.Group!)
                    .Select(g => new GroupError(g.Key, g.Count(), g.Average(p => Math.Abs(p.Residual)), g.Average(p => p.Residual)))
                    .OrderByDescending(g => g.MeanAbsoluteError)
                    .ThenBy(g => g.Name, StringComparer.Ordinal),
            ],
            Photos = photos,
            Unread = unread ?? [],
        };
    }

    /// <summary>The photos, those that the model is furthest off first.</summary>
    /// <returns>The photos.</returns>
    public IEnumerable<JudgedNumber> Worst() => Photos.OrderByDescending(p => Math.Abs(p.Residual));

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Length < 2 ? 0 : values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }
}
