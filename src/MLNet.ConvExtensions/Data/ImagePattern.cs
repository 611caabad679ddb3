using System.Text.RegularExpressions;

namespace MLNet.ConvExtensions.Data;

/// <summary>What a pattern finds in an image's path: its first group, or all of it where it has none.</summary>
internal static class ImagePattern
{
    /// <returns>What was found; null where the pattern doesn't match, or where what it finds is empty.</returns>
    /// <exception cref="ArgumentException">The pattern took longer than it allows itself.</exception>
    public static string? Find(Regex pattern, string name)
    {
        try
        {
            Match match = pattern.Match(name);
            Group group = match.Groups[match.Groups.Count > 1 ? 1 : 0];
            return match.Success && group.Length > 0 ? group.Value : null;
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ArgumentException(
                $"The pattern '{pattern}' takes longer than {e.MatchTimeout.TotalSeconds} s on '{name}': "
                    + "repetitions within repetitions do that.",
                e
            );
        }
    }
}
