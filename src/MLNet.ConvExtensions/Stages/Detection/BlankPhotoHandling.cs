namespace MLNet.ConvExtensions;

/// <summary>What becomes of a photo in which a detector found nothing.</summary>
public enum BlankPhotoHandling
{
    /// <summary>All of it is taken.</summary>
    WholePhoto,

    /// <summary>
    /// Its numbers are missing (NaN). A <c>ConvFeatures</c> behind it needs <see cref="BadImageHandling.Missing"/> then; ML.NET's trainers skip
    /// such rows.
    /// </summary>
    Missing,
}
