using System.Globalization;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Camtrap;

/// <summary>Local times with their distance from UTC, as Camtrap DP has them.</summary>
internal static class CamtrapClock
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
    ];

    public static string Text(DateTime local, TimeZoneInfo zone)
    {
        DateTime plain = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return Text(new DateTimeOffset(plain, zone.GetUtcOffset(plain)));
    }

    public static string Text(DateTimeOffset time) =>
        time.ToString(time.Offset == TimeSpan.Zero ? Forms[1] : Forms[0], CultureInfo.InvariantCulture);

    /// <returns>Null for what isn't such a time.</returns>
    public static DateTime? Local(string text, TimeZoneInfo? zone)
    {
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal;
        if (!DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, styles, out DateTimeOffset time))
            return null;
        DateTimeOffset there = zone is null ? time : TimeZoneInfo.ConvertTime(time, zone);
        return there.DateTime;
    }
}
