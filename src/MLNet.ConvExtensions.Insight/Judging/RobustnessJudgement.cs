namespace MLNet.ConvExtensions;

/// <summary>How often a model is right on photos that are changed, by kind and strength of the change.</summary>
public sealed record RobustnessJudgement
{
    internal RobustnessJudgement() { }

    /// <summary>The kinds of change, in their order.</summary>
    public required IReadOnlyList<RobustnessCurve> Curves { get; init; }

    /// <summary>How many photos were changed.</summary>
    public required int Photos { get; init; }

    /// <summary>
    /// How often the model is right on the same photos unchanged, but given to it in memory and in the size that they are changed in. If it
    /// isn't the accuracy
    /// at strength 0, that of the photos' files, the difference is what reading them so does.
    /// </summary>
    public required MetricInterval InMemory { get; init; }

    /// <summary>What a photo's shorter side is made smaller to, in pixels, before it is changed.</summary>
    public required int PhotoSide { get; init; }

    /// <summary>What chance was drawn from.</summary>
    public required int Seed { get; init; }

    /// <summary>Photos that were judged as they are, but couldn't be read, or judged, again: they are left out of all points.</summary>
    public required IReadOnlyList<UnreadPhoto> Unread { get; init; }
}
