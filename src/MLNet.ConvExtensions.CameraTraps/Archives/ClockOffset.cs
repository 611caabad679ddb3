using System.Globalization;
using System.Text.RegularExpressions;

namespace MLNet.ConvExtensions.CameraTraps.Archives;

/// <summary>How far a camera's clock was off, as people write it.</summary>
internal static partial class ClockOffset
{
    /// <summary>Reads an offset; null if it is none. .NET's own reading takes 24:00:00 for 24 days.</summary>
    public static TimeSpan? Parse(string text)
    {
        Match match = Form().Match(text);
        if (!match.Success)
            return null;
        var offset = new TimeSpan(Number(match, "days"), Number(match, "hours"), Number(match, "minutes"), Number(match, "seconds"));
        return match.Groups["sign"].Value == "-" ? -offset : offset;
    }

    [GeneratedRegex(
        @"^(?<sign>[+-]?)((?<days>\d{1,5})\.)?(?<hours>[01]?\d|2[0-3]):(?<minutes>[0-5]\d)(:(?<seconds>[0-5]\d))?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Form();

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true } found ? int.Parse(found.Value, CultureInfo.InvariantCulture) : 0;
}
