namespace MLNet.ConvExtensions;

/// <summary>A photo and what was found in it. Without detections, and without a failure of its file, it is blank.</summary>
public sealed record CameraTrapImage
{
    /// <summary>The photo.</summary>
    public required CameraTrapMedia Media { get; init; }

    /// <summary>What was found in it.</summary>
    public IReadOnlyList<CameraTrapDetection> Detections { get; init; } = [];

    /// <summary>
    /// What a classifier says of the whole photo, classes of blank photos included, the most probable first; empty where it looked at
    /// detections alone.
    /// </summary>
    public IReadOnlyList<ClassConfidence> Classes { get; init; } = [];
}
