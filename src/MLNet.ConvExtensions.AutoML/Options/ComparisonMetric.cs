namespace MLNet.ConvExtensions;

/// <summary>What trials are judged by.</summary>
public enum ComparisonMetric
{
    /// <summary>Share of images whose class was found.</summary>
    Accuracy,

    /// <summary>Mean of the classes' F1, each class counting the same however rare it is.</summary>
    MacroF1,

    /// <summary>Mean of -ln(probability of the true class); the smaller the better. Probabilities are taken as at least 1e-15.</summary>
    LogLoss,

    /// <summary>Area under the ROC curve, the mean of each class against the rest.</summary>
    AreaUnderRocCurve,

    /// <summary>Average precision, the mean of each class against the rest.</summary>
    AveragePrecision,
}
