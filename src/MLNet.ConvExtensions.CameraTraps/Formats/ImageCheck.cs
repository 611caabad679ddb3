namespace MLNet.ConvExtensions.CameraTraps.Formats;

/// <summary>What every format asks of what was found in a photo.</summary>
internal static class ImageCheck
{
    /// <exception cref="ArgumentException">A number is out of range, a name is empty, or a photo that couldn't be read shows
    /// something.</exception>
    public static void Require(CameraTrapImage image)
    {
        string file = image.Media.File;
        if (image.Media.Failure is not null && (image.Detections.Count > 0 || image.Classes.Count > 0))
            throw new ArgumentException(
                $"The photo '{file}' could not be read, and yet {image.Detections.Count} detections are given of it."
            );
        RequireClasses(image.Classes, file);
        foreach (CameraTrapDetection detection in image.Detections)
        {
            if (string.IsNullOrWhiteSpace(detection.Category))
                throw new ArgumentException($"A detection of the photo '{file}' has no category.");
            RequireShare(detection.Confidence, "confidence", file);
            RequireClasses(detection.Classes, file);
            if (detection.Box is not { } box)
                continue;
            RequireShare(box.Left, "left edge of a box", file);
            RequireShare(box.Top, "top edge of a box", file);
            RequireShare(box.Width, "width of a box", file);
            RequireShare(box.Height, "height of a box", file);
        }
    }

    private static void RequireClasses(IReadOnlyList<ClassConfidence> classes, string file)
    {
        foreach (ClassConfidence one in classes)
        {
            if (string.IsNullOrWhiteSpace(one.Name))
                throw new ArgumentException($"A class of the photo '{file}' has no name.");
            RequireShare(one.Confidence, $"confidence of '{one.Name}'", file);
        }
    }

    private static void RequireShare(float value, string what, string file)
    {
        if (!(value is >= 0 and <= 1))
            throw new ArgumentException(FormattableString.Invariant($"The {what} of the photo '{file}' is {value}; allowed: 0 to 1."));
    }
}
