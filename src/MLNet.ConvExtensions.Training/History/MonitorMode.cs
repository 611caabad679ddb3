namespace MLNet.ConvExtensions;

/// <summary>Whether a value that is watched gets better by falling or by rising.</summary>
public enum MonitorMode
{
    /// <summary>More is better for a value whose name ends in 'accuracy', less for all others.</summary>
    Auto,

    /// <summary>Less is better.</summary>
    Minimum,

    /// <summary>More is better.</summary>
    Maximum,
}
