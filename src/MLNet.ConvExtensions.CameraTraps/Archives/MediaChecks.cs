using MLNet.ConvExtensions.CameraTraps.Records;

namespace MLNet.ConvExtensions.CameraTraps.Archives;

/// <summary>What is wrong with files.</summary>
internal static class MediaChecks
{
    public static CameraTrapWarnings Of(CameraTrapMedia media, CameraDeployment? deployment, DateTime? latest)
    {
        CameraTrapWarnings found =
            media.Failure is null ? CameraTrapWarnings.None
            : media.Failure == MediaFile.EmptyFile ? CameraTrapWarnings.Empty
            : media.Width is not null && media.Failure.StartsWith(MediaFile.TooLarge, StringComparison.Ordinal)
                ? CameraTrapWarnings.TooLarge
            : CameraTrapWarnings.Unreadable;
        if (deployment is null)
            found |= CameraTrapWarnings.NoDeployment;
        if (media.DuplicateOf is not null)
            found |= CameraTrapWarnings.Duplicate;
        bool wasRead = !found.HasFlag(CameraTrapWarnings.Empty) && !found.HasFlag(CameraTrapWarnings.Unreadable);
        if (media.Timestamp is not { } time)
            return wasRead ? found | CameraTrapWarnings.NoTime : found;
        if (time > latest)
            found |= CameraTrapWarnings.Future;
        if (time.Year < 2000)
            found |= CameraTrapWarnings.Before2000;
        if (time < deployment?.Start || time > deployment?.End)
            found |= CameraTrapWarnings.OutsideDeployment;
        return found;
    }

    public static string Describe(CameraTrapMedia media, CameraTrapWarnings warnings)
    {
        string time = media.Timestamp is { } taken ? LocalTime.Text(taken) : "";
        (CameraTrapWarnings Kind, string Text)[] texts =
        [
            (CameraTrapWarnings.Empty, $"it {media.Failure}"),
            (CameraTrapWarnings.Unreadable, $"it {media.Failure}"),
            (CameraTrapWarnings.TooLarge, $"it {media.Failure}"),
            (CameraTrapWarnings.NoTime, "it doesn't say when it was taken"),
            (CameraTrapWarnings.Future, $"it was taken in the future, on {time}"),
            (CameraTrapWarnings.Before2000, $"it was taken before the year 2000, on {time}"),
            (CameraTrapWarnings.OutsideDeployment, $"it was taken outside of its deployment '{media.Deployment}', on {time}"),
            (CameraTrapWarnings.NoDeployment, "it belongs to no deployment"),
            (CameraTrapWarnings.Duplicate, $"it is a copy of '{media.DuplicateOf}'"),
        ];
        return string.Join("; ", texts.Where(t => warnings.HasFlag(t.Kind)).Select(t => t.Text));
    }
}
