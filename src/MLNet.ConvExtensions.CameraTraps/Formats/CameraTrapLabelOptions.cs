namespace MLNet.ConvExtensions;

/// <summary>How labels are read from a file of a camera traps' program.</summary>
public sealed record CameraTrapLabelOptions
{
    /// <summary>
    /// The column of classes in a CSV file; null for 'Species' of Timelapse's files, 'predicted' of predictions, and 'label' or 'Label' of
    /// others.
    /// </summary>
    public string? LabelColumnName { get; init; }

    /// <summary>Which classes mean a blank photo: the first of them is the label of a photo in which nothing was found.</summary>
    public ClassCategories Categories { get; init; } = new();

    /// <summary>
    /// The confidence from which a detection counts; null for what the file calls its typical threshold, and for all detections where it
    /// says none.
    /// </summary>
    public float? MinimumConfidence { get; init; }

    /// <summary>The classes that labels may be; null for all. Photos of others are left out.</summary>
    public IReadOnlyCollection<string>? Classes { get; init; }
}
