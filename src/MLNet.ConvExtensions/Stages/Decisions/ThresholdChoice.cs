using System.Globalization;

namespace MLNet.ConvExtensions;

/// <summary>A threshold of probability, and what it was worth on the rows that it was chosen by.</summary>
/// <param name="Threshold">The least probability with which the class is said.</param>
/// <param name="Precision">
/// The part of the rows at or above the threshold that are of the class, with its exact interval; NaN where the threshold was given.
/// </param>
/// <param name="Recall">
/// The part of the class's rows that are at or above the threshold, with its exact interval; NaN where the threshold was given. Without a
/// class, the part of all rows.
/// </param>
public sealed record ThresholdChoice(float Threshold, MetricInterval Precision, MetricInterval Recall)
{
    private static readonly MetricInterval Unknown = new(double.NaN, double.NaN, double.NaN);

    internal static ThresholdChoice Given(float threshold) => new(threshold, Unknown, Unknown);

    /// <summary>Chooses a threshold.</summary>
    /// <param name="options">The target.</param>
    /// <param name="probabilities">The probability of each row.</param>
    /// <param name="isHit">Whether each row is of the class.</param>
    /// <param name="what">What is to be said, for messages.</param>
    /// <exception cref="InvalidOperationException">No threshold reaches the target.</exception>
    internal static ThresholdChoice Choose(
        ThresholdOptions options,
        IReadOnlyList<float> probabilities,
        IReadOnlyList<bool> isHit,
        string what
    )
    {
        int all = isHit.Count(hit => hit);
        if (all == 0)
            throw new InvalidOperationException($"None of the {isHit.Count:N0} rows is of {what}, so no threshold can be learned.");
        ThresholdChoice? chosen = null;
        double best = 0;
        int hits = 0,
            said = 0;
        // From the highest threshold down: each lower one says the class of more rows.
        foreach (IGrouping<float, bool> same in probabilities.Zip(isHit).GroupBy(r => r.First, r => r.Second).OrderByDescending(g => g.Key))
        {
            hits += same.Count(hit => hit);
            said += same.Count();
            bool byRecall = options.TargetRecall is not null;
            MetricInterval measure = MetricInterval.OfShareExact(hits, byRecall ? all : said, options.Confidence);
            double reached = options.IsBoundRequired ? measure.Low : measure.Value;
            best = Math.Max(best, reached);
            if (!(reached >= (options.TargetRecall ?? options.TargetPrecision)))
                continue;
            chosen = new ThresholdChoice(
                same.Key,
                MetricInterval.OfShareExact(hits, said, options.Confidence),
                MetricInterval.OfShareExact(hits, all, options.Confidence)
            );
            if (byRecall)
                break;
        }

        return chosen ?? throw OutOfReach(options, best, all, what);
    }

    private static InvalidOperationException OutOfReach(ThresholdOptions options, double best, int all, string what)
    {
        string target = options.TargetRecall is null ? nameof(options.TargetPrecision) : nameof(options.TargetRecall);
        string reached = options.IsBoundRequired ? "a lower bound" : "a value";
        return new InvalidOperationException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{target} is {options.TargetRecall ?? options.TargetPrecision}, and the {all:N0} rows of {what} allow {reached} of "
                    + $"{best:0.0000} at most; "
            ) + "needed: a lower target, or more rows."
        );
    }
}
