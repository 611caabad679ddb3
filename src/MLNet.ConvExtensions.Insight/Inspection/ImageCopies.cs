namespace MLNet.ConvExtensions;

/// <summary>Photos that are copies of each other, perhaps over several steps.</summary>
/// <param name="Images">Their places in <see cref="ImageInspection.Images"/>, in that order.</param>
/// <param name="Pairs">What was found, and how.</param>
public sealed record ImageCopies(IReadOnlyList<int> Images, IReadOnlyList<ImageCopy> Pairs)
{
    /// <summary>
    /// The photo that a cleaned list keeps: of different labels the one with the most probable, of parts of the data that in the
    /// smallest, and
    /// else the one with the most of the picture and the most pixels. Null where labels differ and nothing tells which is right.
    /// </summary>
    public required int? Kept { get; init; }

    /// <summary>The classes that they are labelled with; more than one is a contradiction.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The parts of the data that they are in; more than one is a leak.</summary>
    public required IReadOnlyList<string> Splits { get; init; }
}
