namespace MLNet.ConvExtensions;

/// <summary>One animal, person or vehicle of a photo; where no detector looked, what the whole photo shows.</summary>
public sealed record CameraTrapDetection
{
    /// <summary>What a detector tells apart: 'animal', 'person' or 'vehicle', or a detector's own classes.</summary>
    public required string Category { get; init; }

    /// <summary>How sure the detector is of it, from 0 to 1.</summary>
    public float Confidence { get; init; } = 1;

    /// <summary>Where it is; null where no detector looked.</summary>
    public BoundingBox? Box { get; init; }

    /// <summary>What a classifier says of it, the most probable first.</summary>
    public IReadOnlyList<ClassConfidence> Classes { get; init; } = [];
}
