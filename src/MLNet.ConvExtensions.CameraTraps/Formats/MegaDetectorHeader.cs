namespace MLNet.ConvExtensions;

/// <summary>What a file of MegaDetector's format says of itself, and how one is written.</summary>
public sealed record MegaDetectorHeader
{
    /// <summary>The detector's name; null where no detector looked, and the photos were classified as wholes.</summary>
    public string? Detector { get; init; }

    /// <summary>The detector's version: 'megadetector_version' of its metadata.</summary>
    public string? DetectorVersion { get; init; }

    /// <summary>The confidence from which a program usually believes a detection.</summary>
    public float? TypicalDetectionThreshold { get; init; }

    /// <summary>The confidence from which a careful program believes a detection.</summary>
    public float? ConservativeDetectionThreshold { get; init; }

    /// <summary>When the detector was through.</summary>
    public DateTime? DetectionCompletionTime { get; init; }

    /// <summary>The classifier's name; null for none.</summary>
    public string? Classifier { get; init; }

    /// <summary>The confidence from which a program usually believes a class.</summary>
    public float? TypicalClassificationThreshold { get; init; }

    /// <summary>When the classifier was through.</summary>
    public DateTime? ClassificationCompletionTime { get; init; }

    /// <summary>
    /// The detector's categories after 'animal', 'person' and 'vehicle', which are always there as 1, 2 and 3. Others that turn up get the
    /// next numbers. 0 stands for nothing.
    /// </summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>
    /// The classifier's classes, whose numbers count from 1. Others that turn up get the next numbers. One that is named like a category of
    /// the detector is left out: the category says it.
    /// </summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>What describes classes, such as their taxonomy by levels with semicolons between them; empty for none.</summary>
    public IReadOnlyDictionary<string, string> ClassDescriptions { get; init; } = new Dictionary<string, string>();

    /// <summary>Detections and classes that are less sure are not written: Timelapse drops those below 0.03.</summary>
    public float MinimumConfidence { get; init; } = 0.03f;

    /// <summary>Frames per second of the videos, which the format asks for; null where there are photos alone.</summary>
    public double? FrameRate { get; init; }
}
