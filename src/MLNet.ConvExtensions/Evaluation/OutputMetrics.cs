namespace MLNet.ConvExtensions;

/// <summary>How well one of several numbers is predicted. All figures are those that scikit-learn gives.</summary>
public sealed record OutputMetrics
{
    /// <summary>The number's name: the slot name of the label column, or its place from 0.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// 1 less the squared errors as a part of the labels' squared distances from their mean: 1 at best, 0 for always the mean; NaN where
    /// all labels are alike.
    /// </summary>
    public required double RSquared { get; init; }

    /// <summary>The mean absolute error, in the label's unit.</summary>
    public required double MeanAbsoluteError { get; init; }

    /// <summary>The mean squared error, in the square of the label's unit.</summary>
    public required double MeanSquaredError { get; init; }

    /// <summary>The root of the mean squared error, in the label's unit.</summary>
    public double RootMeanSquaredError => Math.Sqrt(MeanSquaredError);
}
