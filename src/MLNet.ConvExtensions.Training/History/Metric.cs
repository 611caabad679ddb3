namespace MLNet.ConvExtensions;

/// <summary>
/// A metric of your own: derive a record from it and list it in <see cref="TrainingOptions.Metrics"/>. It is computed over each epoch's
/// samples as they are trained on, and over those of the validation, and appears by its name in <see cref="TrainingHistory"/>, in logs,
/// and for callbacks to monitor.
/// </summary>
/// <remarks>
/// A metric is a function of sums over samples, as accuracy is one of two counts, and F1 one of three. The trainer keeps the sums: a metric
/// itself has no state, so that one serves training and validation, and a training that is resumed gets the same values. A checkpoint is
/// resumed only with the same metrics: records of the same names whose fields have the same values. Where labels are vectors, numbers or
/// several labels at once, each element is a sample of its own to a metric, with one output and one target.
/// </remarks>
public abstract record Metric
{
    /// <summary>
    /// The name, in <see cref="TrainingContext.Logs"/>, and with <see cref="TrainingLogs.ValidationPrefix"/> before it for the validation:
    /// letters, digits, '_', '-' and '.', and none of <see cref="TrainingLogs"/>.
    /// </summary>
    public abstract string Name { get; }

    /// <summary>Whether more is better, for what monitors it with <see cref="MonitorMode.Auto"/>.</summary>
    public abstract bool IsHigherBetter { get; }

    /// <summary>How many sums are kept, 1 or more.</summary>
    /// <param name="outputCount">The number of values that the network gives for each sample: the classes, or 1.</param>
    public abstract int SumCount(int outputCount);

    /// <summary>Adds a sample to the sums.</summary>
    /// <param name="outputs">
    /// What the network gave for it before its final activation: the logit of each class; with two classes the logit of true; the predicted
    /// number of a regression.
    /// </param>
    /// <param name="target">What was to be predicted: the class from 0; 0 or 1; the number.</param>
    /// <param name="weight">
    /// How much the row counts by <see cref="TrainingOptions.ExampleWeightColumnName"/>; 1 without that column.
    /// </param>
    /// <param name="sums">The sums so far, which start at 0.</param>
    public abstract void Add(ReadOnlySpan<float> outputs, float target, float weight, Span<double> sums);

    /// <summary>The value that sums come to; NaN where it isn't defined.</summary>
    public abstract double Result(ReadOnlySpan<double> sums);
}
