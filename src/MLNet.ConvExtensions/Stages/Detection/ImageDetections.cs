namespace MLNet.ConvExtensions;

/// <summary>What a <see cref="Detector"/> found in an image.</summary>
public sealed record ImageDetections
{
    /// <summary>The image's file.</summary>
    public required string Image { get; init; }

    /// <summary>The objects, the most confident first. None: the image is blank, unless there is an <see cref="Error"/>.</summary>
    public IReadOnlyList<DetectedObject> Objects { get; init; } = [];

    /// <summary>Why the image could not be read; null if it could.</summary>
    public string? Error { get; init; }
}
