namespace MLNet.ConvExtensions;

/// <summary>An event: photos that were taken one after the other, and what they show together.</summary>
public sealed record CameraTrapEvent
{
    /// <summary>The event's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its deployment; null where it isn't known.</summary>
    public string? Deployment { get; init; }

    /// <summary>When its first photo was taken; null where no time is known.</summary>
    public DateTime? Start { get; init; }

    /// <summary>When its last photo was taken; null where no time is known.</summary>
    public DateTime? End { get; init; }

    /// <summary>How many photos it has, and frames of videos.</summary>
    public int Images { get; init; }

    /// <summary>What it shows; null where nothing was found that is sure enough.</summary>
    public string? Label { get; init; }

    /// <summary>How sure that is, 0 to 1: by the rule the mean, the highest, or the highest of the classifications for it.</summary>
    public float Confidence { get; init; }

    /// <summary>MaxN: for each class the largest number of its detections in one photo of the event.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>();
}
