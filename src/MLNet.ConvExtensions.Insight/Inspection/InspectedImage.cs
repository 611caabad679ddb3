namespace MLNet.ConvExtensions;

/// <summary>A photo that was inspected.</summary>
/// <param name="Path">Its path, as the data have it.</param>
public sealed record InspectedImage(string Path)
{
    /// <summary>Its class; null where the data have none.</summary>
    public string? Label { get; init; }

    /// <summary>What it belongs to, such as a burst; null where the data have no groups.</summary>
    public string? Group { get; init; }

    /// <summary>The part of the data that it is in, such as 'train'; null where the data have no parts.</summary>
    public string? Split { get; init; }

    /// <summary>Size, brightness and sharpness; null where the photo can't be read.</summary>
    public PhotoStatistics? Statistics { get; init; }

    /// <summary>
    /// The camera that the photo was taken with: make, model and number as its EXIF tags name them; null where they name none.
    /// </summary>
    public string? Camera { get; init; }

    /// <summary>Why the photo can't be read; null where it can.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// The probability of its own class by a classifier that learned from other photos alone; null where labels weren't checked.
    /// </summary>
    public double? LabelProbability { get; init; }

    /// <summary>
    /// The probability of its own class, less that of the most probable other one, -1 to 1; null where labels weren't checked.
    /// </summary>
    public double? LabelMargin { get; init; }

    /// <summary>The class that this classifier holds most probable; null where labels weren't checked.</summary>
    public string? PredictedLabel { get; init; }

    /// <summary>
    /// The mean distance (1 - cosine, 0 to 2) to the most similar photos that aren't its copies; null where there are too few photos.
    /// </summary>
    public double? NeighborDistance { get; init; }
}
