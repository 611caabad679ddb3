namespace MLNet.ConvExtensions;

/// <summary>What happens to a row whose image is missing or can't be read.</summary>
public enum BadImageHandling
{
    /// <summary>
    /// Reading the row's features throws an <see cref="ImageInputException"/> that names the row, the column and the image.
    /// </summary>
    Throw,

    /// <summary>
    /// The row's features are missing values (NaN in every slot), which ML.NET's trainers skip, and the image is listed in
    /// <see cref="ConvFeaturesTransformer.BadImages"/>.
    /// </summary>
    Missing,
}
