namespace MLNet.ConvExtensions.Tool.FeatureTables;

/// <summary>Images with their features.</summary>
/// <param name="Names">What the images are called.</param>
/// <param name="Paths">Where they are; of a file of features whose images aren't known, the same as the names.</param>
/// <param name="Values">The features, one image after another.</param>
/// <param name="Dimension">The features of an image.</param>
internal sealed record FeatureTable(string[] Names, string[] Paths, float[] Values, int Dimension)
{
    public int Count => Names.Length;

    /// <summary>Whether at least one of the images is there.</summary>
    public bool HasPhotos => Array.Exists(Paths, File.Exists);

    /// <exception cref="ImageInputException">There are more features than are kept in memory.</exception>
    public static void CheckLength(long count, int dimension)
    {
        if (count * dimension > Array.MaxLength)
            throw new ImageInputException(
                FormattableString.Invariant(
                    $"{count} images of {dimension} features are more than {Array.MaxLength} values, the most that are kept in memory."
                )
            );
    }
}
