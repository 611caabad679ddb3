namespace MLNet.ConvExtensions;

/// <summary>Two photos that show the same picture.</summary>
/// <param name="Image">The copy, or the smaller part, as a place in <see cref="ImageInspection.Images"/>.</param>
/// <param name="Original">The photo that holds all of it.</param>
/// <param name="Correlation">
/// How alike the two are in their details once they lie on each other, up to 1; 1 for files that are equal byte by byte.
/// </param>
public sealed record ImageCopy(int Image, int Original, double Correlation)
{
    /// <summary>Whether the files are equal byte by byte.</summary>
    public bool SameFile { get; init; }

    /// <summary>Whether one is the other's mirror image, left and right exchanged.</summary>
    public bool IsMirrored { get; init; }

    /// <summary>The part of the original's area that the copy shows, above 0 up to 1: below 1 for a crop.</summary>
    public double Area { get; init; } = 1;
}
