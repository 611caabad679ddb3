using System.Globalization;

namespace MLNet.ConvExtensions.CameraTraps.Records;

/// <summary>Local times as text: ISO 8601 without a zone, with a fraction of a second only where there is one.</summary>
internal static class LocalTime
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";

    private static readonly string[] Forms = [Form, "yyyy-MM-dd HH:mm:ss.FFFFFFF"];

    public static string Text(DateTime time) => time.ToString(Form, CultureInfo.InvariantCulture);

    public static bool TryParse(ReadOnlySpan<char> text, out DateTime time) =>
        DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
