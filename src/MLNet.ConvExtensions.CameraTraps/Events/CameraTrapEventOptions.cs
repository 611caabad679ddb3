namespace MLNet.ConvExtensions;

/// <summary>How photos of one event are judged together, and how animals are counted.</summary>
public sealed record CameraTrapEventOptions
{
    /// <summary>How an event gets its label.</summary>
    public BurstRule Rule { get; init; } = BurstRule.Average;

    /// <summary>How many classifications overwrite how few, and what is sure enough to count, for <see
    /// cref="BurstRule.Smoothing"/>.</summary>
    public ClassSmoothingOptions Smoothing { get; init; } = new();

    /// <summary>A detection below this, 0 to 1, doesn't count. The default is MegaDetector's.</summary>
    public float MinDetectionConfidence { get; init; } = 0.15f;

    /// <summary>The category whose classifications are smoothed; those of persons and vehicles aren't.</summary>
    public string SmoothedCategory { get; init; } = "animal";

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Validate()
    {
        if (!Enum.IsDefined(Rule))
            throw new ArgumentException(
                $"{nameof(CameraTrapEventOptions)}.{nameof(Rule)} is {Rule}; allowed: {string.Join(", ", Enum.GetNames<BurstRule>())}."
            );
        if (!(MinDetectionConfidence is >= 0 and <= 1))
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"{nameof(CameraTrapEventOptions)}.{nameof(MinDetectionConfidence)} is {MinDetectionConfidence}; allowed: 0 to 1."
                )
            );
        ArgumentNullException.ThrowIfNull(Smoothing);
        ArgumentException.ThrowIfNullOrWhiteSpace(SmoothedCategory);
    }
}
