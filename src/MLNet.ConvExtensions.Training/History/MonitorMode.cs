namespace MLNet.ConvExtensions;

/// <summary>Whether a monitored value improves by falling or by rising.</summary>
public enum MonitorMode
{
    /// <summary>
    /// More is better of a metric whose <see cref="Metric.IsHigherBetter"/> says so, and of values whose name ends in 'accuracy'; less of
    /// all others.
    /// </summary>
    Auto,

    /// <summary>Less is better.</summary>
    Minimum,

    /// <summary>More is better.</summary>
    Maximum,
}
