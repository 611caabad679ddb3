namespace MLNet.ConvExtensions;

/// <summary>
/// What the columns of a CSV file that lists images are called. Where none is called so, one that differs by capitals alone is taken.
/// </summary>
public sealed record ImageListOptions
{
    /// <summary>The file's column of the images' paths, which are relative to the file's folder, or absolute.</summary>
    public string FileColumnName { get; init; } = "file";

    /// <summary>The file's column of the classes' names; null for images without classes.</summary>
    public string? LabelColumnName { get; init; } = "label";

    /// <summary>
    /// The file's column of what belongs together, such as a burst or an animal; null for none. An image with an empty value is a group
    /// of its own, named as the image.
    /// </summary>
    public string? GroupColumnName { get; init; }

    /// <summary>What stands between two values; null to tell it from the first lines: a comma, a semicolon, a tab or a bar.</summary>
    public char? Separator { get; init; }
}
