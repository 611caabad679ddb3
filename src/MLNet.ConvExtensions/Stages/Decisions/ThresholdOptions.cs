using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>From which probability on a class is said: one of the first three has to be given.</summary>
public sealed record ThresholdOptions
{
    /// <summary>The probability itself, 0 to 1; then nothing is learned.</summary>
    public float? Probability { get; init; }

    /// <summary>
    /// The part of the class's rows that are to be found, above 0 up to 1: the threshold is the highest with which that many of the rows at
    /// hand are.
    /// </summary>
    public double? TargetRecall { get; init; }

    /// <summary>
    /// The part of the rows that are taken for the class that are to be of it, above 0 up to 1: the threshold is the lowest with which that
    /// many of the rows at hand are. Without a <see cref="TargetClass"/>, the accuracy on the rows whose class is said.
    /// </summary>
    public double? TargetPrecision { get; init; }

    /// <summary>
    /// Of several classes, the one that the threshold is for; null for one that holds for all of them. Classifiers of two have none: it is
    /// 'true'.
    /// </summary>
    public string? TargetClass { get; init; }

    /// <summary>
    /// Whether the lower end of the exact interval has to reach the target, and not just the share itself. A recall of 0.99 then takes 368
    /// rows of the class without a miss, with the usual confidence.
    /// </summary>
    public bool IsBoundRequired { get; init; }

    /// <summary>How often the intervals hold the true value, above 0 and below 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Name of the column of labels: a key of several classes, Boolean of two.</summary>
    public string LabelColumnName { get; init; } = "Label";

    internal void Validate()
    {
        int given = (Probability is null ? 0 : 1) + (TargetRecall is null ? 0 : 1) + (TargetPrecision is null ? 0 : 1);
        if (given != 1)
        {
            throw new ArgumentException(
                $"{given} of {nameof(Probability)}, {nameof(TargetRecall)} and {nameof(TargetPrecision)} are given; needed: one of them."
            );
        }

        this.Require(Probability is null or (>= 0 and <= 1), nameof(Probability), Probability, "0 to 1");
        this.Require(TargetRecall is null or (> 0 and <= 1), nameof(TargetRecall), TargetRecall, "above 0 up to 1");
        this.Require(TargetPrecision is null or (> 0 and <= 1), nameof(TargetPrecision), TargetPrecision, "above 0 up to 1");
        this.Require(Confidence is > 0 and < 1, nameof(Confidence), Confidence, "above 0 and below 1");
        this.Require(!string.IsNullOrWhiteSpace(LabelColumnName), nameof(LabelColumnName), LabelColumnName, "a column name");
        this.Require(TargetClass is null || TargetClass.Length > 0, nameof(TargetClass), TargetClass, "a class, or null for all");
    }
}
