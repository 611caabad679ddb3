namespace MLNet.ConvExtensions;

/// <summary>How well several labels at once are predicted. All figures are those that scikit-learn gives.</summary>
public sealed record MultilabelClassificationMetrics
{
    /// <summary>Each label by itself, in the order of the label column's elements.</summary>
    public required IReadOnlyList<LabelMetrics> Labels { get; init; }

    /// <summary>The part of the rows all of whose labels are predicted right, and no other (scikit-learn's accuracy_score).</summary>
    public required double SubsetAccuracy { get; init; }

    /// <summary>The part of all labels of all rows that are predicted wrong.</summary>
    public required double HammingLoss { get; init; }

    /// <summary>F1 over all labels of all rows at once.</summary>
    public required double MicroF1Score { get; init; }

    /// <summary>The mean F1 of the labels.</summary>
    public double MacroF1Score => Labels.Average(l => l.F1Score);

    /// <summary>The mean area under the ROC curve of the labels for which it is defined.</summary>
    public double MacroAreaUnderRocCurve => Mean(l => l.AreaUnderRocCurve);

    /// <summary>The mean average precision (mAP) of the labels for which it is defined.</summary>
    public double MeanAveragePrecision => Mean(l => l.AveragePrecision);

    /// <summary>The mean of minus the natural logarithm of what the probabilities say of the right answers, over rows and labels.</summary>
    public required double LogLoss { get; init; }

    private double Mean(Func<LabelMetrics, double> of) =>
        Labels.Select(of).Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average();
}
