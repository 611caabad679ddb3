namespace MLNet.ConvExtensions.CameraTraps.Formats;

/// <summary>What a photo shows in a word, where a format has one for a photo.</summary>
/// <param name="Name">The best class of the surest detection, or its category; for a blank photo the blank class. Null for one that
/// couldn't be read.</param>
/// <param name="Category">The category of the surest detection; null where there is none.</param>
/// <param name="Probability">How sure the class is; null where that isn't known.</param>
/// <param name="Count">How many detections with a box there are of that class; null where no detector looked.</param>
internal readonly record struct PhotoLabel(string? Name, string? Category, float? Probability, int? Count)
{
    public static PhotoLabel Of(CameraTrapImage image, ClassCategories categories)
    {
        if (image.Media.Failure is not null)
            return default;
        if (image.Detections.Count == 0)
        {
            ClassConfidence blank = image.Classes.FirstOrDefault(c => categories.CategoryOf(c.Name) is null);
            return blank.Name is null
                ? new PhotoLabel(categories.BlankClasses.FirstOrDefault(), null, null, null)
                : new PhotoLabel(blank.Name, null, blank.Confidence, null);
        }

        CameraTrapDetection surest = image.Detections.MaxBy(d => d.Confidence)!;
        string name = NameOf(surest);
        int count = image.Detections.Count(d => d.Box is not null && NameOf(d) == name);
        return new PhotoLabel(name, surest.Category, ProbabilityOf(surest), surest.Box is null ? null : count);
    }

    /// <summary>The best class of a detection, or its category.</summary>
    public static string NameOf(CameraTrapDetection detection) => detection.Classes is [var best, ..] ? best.Name : detection.Category;

    public static float ProbabilityOf(CameraTrapDetection detection) =>
        detection.Classes is [var best, ..] ? best.Confidence : detection.Confidence;
}
