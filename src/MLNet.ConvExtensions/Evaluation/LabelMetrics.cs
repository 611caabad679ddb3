namespace MLNet.ConvExtensions;

/// <summary>How well one of several labels is predicted.</summary>
public sealed record LabelMetrics
{
    /// <summary>The label's name: the slot name of the label column, or its place from 0.</summary>
    public required string Name { get; init; }

    /// <summary>How many rows have the label.</summary>
    public required int Positives { get; init; }

    /// <summary>The area under the ROC curve, 0 to 1; NaN where all rows have the label, or none.</summary>
    public required double AreaUnderRocCurve { get; init; }

    /// <summary>
    /// The average precision, 0 to 1: the precision at each score, weighted by what the recall grows by there; NaN where no row has the
    /// label.
    /// </summary>
    public required double AveragePrecision { get; init; }

    /// <summary>The harmonic mean of precision and recall, 0 to 1; 0 where the label is neither predicted nor there.</summary>
    public required double F1Score { get; init; }

    /// <summary>The part of the rows with the label among those that it is predicted for; NaN where it is predicted for none.</summary>
    public required double Precision { get; init; }

    /// <summary>The part that it is predicted for of the rows with the label; NaN where none has it.</summary>
    public required double Recall { get; init; }

    /// <summary>The part of the rows for which it is predicted right.</summary>
    public required double Accuracy { get; init; }
}
