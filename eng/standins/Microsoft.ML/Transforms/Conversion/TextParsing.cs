using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What text means as a value of another column type.</summary>
internal static class TextParsing
{
    private const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Blank text is zero; a question mark and text that is no number are not a number, the latter with the result false.</summary>
    public static bool TryParseDouble(ReadOnlySpan<char> text, out double value)
    {
        ReadOnlySpan<char> rest = text.TrimStart();
        value = 0;
        if (rest.IsEmpty)
            return true;
        value = double.NaN;
        if (rest is "?")
            return true;

        // ML.NET doesn't take a number after white space for one, unless it is a single digit.
        if (rest.Length < text.Length && (rest.Length > 1 || !char.IsAsciiDigit(rest[0])))
            return false;
        rest = rest.TrimEnd();
        if (rest is "NaN" or "?" || double.TryParse(rest, Real, CultureInfo.InvariantCulture, out value))
            return true;
        value = double.NaN;
        return false;
    }

    public static double ParseDouble(ReadOnlySpan<char> text)
    {
        TryParseDouble(text, out double value);
        return value;
    }

    public static long ParseSigned(ReadOnlySpan<char> text, long min, long max, string typeName)
    {
        if (text.IsEmpty)
            return 0;
        long value = 0;
        bool parsed = text[0] != '+' && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && value >= min && value <= max;
        Contracts.Check(parsed, $"Value '{text}' could not be parsed from text to {typeName}.");
        return value;
    }

    /// <summary>Text that is no number of at most <paramref name="max"/> counts as zero, which is what a missing key is.</summary>
    public static ulong ParseUnsigned(ReadOnlySpan<char> text, ulong max) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) && value <= max ? value : 0;

    public static bool ParseBoolean(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<string> yes = ["true", "t", "yes", "y", "1", "+1", "+"];
        foreach (string word in yes)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    public static TimeSpan ParseTimeSpan(ReadOnlySpan<char> text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan value) ? value : default;

    public static DateTime ParseDateTime(ReadOnlySpan<char> text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime value)
            ? value
            : default;

    public static DateTimeOffset ParseDateTimeOffset(ReadOnlySpan<char> text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset value) ? value : default;
}
