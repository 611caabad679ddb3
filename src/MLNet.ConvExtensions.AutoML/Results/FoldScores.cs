namespace MLNet.ConvExtensions;

/// <summary>Scores of predictions for images that the model was not trained on.</summary>
/// <param name="Accuracy">Share of images whose class was found.</param>
/// <param name="MacroF1">Mean of the classes' F1; a class that is neither there nor predicted doesn't count.</param>
/// <param name="LogLoss">Mean of -ln(probability of the true class), at least 1e-15 each.</param>
/// <param name="AreaUnderRocCurve">Mean over classes, each against the rest; NaN where all images are of one class.</param>
/// <param name="AveragePrecision">Mean over classes, each against the rest; NaN where all images are of one class.</param>
public sealed record FoldScores(double Accuracy, double MacroF1, double LogLoss, double AreaUnderRocCurve, double AveragePrecision)
{
    /// <summary>The score of a metric.</summary>
    /// <param name="metric">The metric.</param>
    /// <returns>Its value.</returns>
    public double this[ComparisonMetric metric] =>
        metric switch
        {
            ComparisonMetric.MacroF1 => MacroF1,
            ComparisonMetric.LogLoss => LogLoss,
            ComparisonMetric.AreaUnderRocCurve => AreaUnderRocCurve,
            ComparisonMetric.AveragePrecision => AveragePrecision,
            _ => Accuracy,
        };

    internal static FoldScores Mean(IReadOnlyCollection<FoldScores> folds) =>
        new(
            folds.Average(f => f.Accuracy),
            folds.Average(f => f.MacroF1),
            folds.Average(f => f.LogLoss),
            folds.Average(f => f.AreaUnderRocCurve),
            folds.Average(f => f.AveragePrecision)
        );
}
