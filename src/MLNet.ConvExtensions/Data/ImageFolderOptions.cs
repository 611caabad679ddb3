using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions;

/// <summary>What becomes a column when a folder of images is loaded, and what the classes are.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>The column of the images' full paths.</summary>
    public string ImageColumnName { get; init; } = "ImagePath";

    /// <summary>
    /// The column of the classes' names, as text; null for images without classes, which may then lie anywhere in the folder.
    /// </summary>
    public string? LabelColumnName { get; init; } = "Label";

    /// <summary>
    /// Finds an image's class in its path relative to the folder, with '/' on every system: what the pattern's first group matches, or the
    /// whole pattern where it has no groups. For files such as <c>cat.17.jpg</c> that is <c>([^/.]+)[^/]*$</c>. Null: the class is the name
    /// of the folder under the root that the image is in, however deep.
    /// </summary>
    public Regex? LabelPattern { get; init; }

    /// <summary>
    /// Finds what belongs together, such as a burst or an animal, in the same way; null for no column of groups. An image that doesn't
    /// match is a group of its own, named as the image.
    /// </summary>
    public Regex? GroupPattern { get; init; }

    /// <summary>The column of the groups that <see cref="GroupPattern"/> finds, as text.</summary>
    public string GroupColumnName { get; init; } = "Group";

    /// <summary>Is told how many images there are and how much was left out; null for nobody.</summary>
    public ILogger? Logger { get; init; }
}
