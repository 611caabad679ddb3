using System.Text.RegularExpressions;

namespace MLNet.ConvExtensions.CameraTraps.Archives;

/// <summary>A photo's class by its path.</summary>
internal static class PhotoLabel
{
    /// <exception cref="ImageInputException">The pattern finds none.</exception>
    public static string Of(string file, Regex pattern)
    {
        Match match = pattern.Match(file);
        Group group = match.Groups[match.Groups.Count > 1 ? 1 : 0];
        return match.Success && group.Length > 0
            ? group.Value
            : throw new ImageInputException($"The photo '{file}' has no class: the pattern of classes '{pattern}' finds none in its path.");
    }
}
