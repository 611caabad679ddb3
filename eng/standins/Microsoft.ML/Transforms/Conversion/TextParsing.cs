using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What text in a column means as a value of another column type; the same as in a file but for what is no such value.</summary>
internal static class TextParsing
{
    public static float ParseSingle(ReadOnlySpan<char> text) =>
        IsAfterSpace(text) || !TextNumber.TryParseSingle(text, '.', false, out float value) ? float.NaN : value;

    public static double ParseDouble(ReadOnlySpan<char> text) =>
        IsAfterSpace(text) || !TextNumber.TryParseDouble(text, '.', false, out double value) ? double.NaN : value;

    public static long ParseSigned(ReadOnlySpan<char> text, long max, string typeName) =>
        TextNumber.TryParseSigned(text, max, out long value)
            ? value
            : throw Contracts.Except($"Value '{text}' could not be parsed from text to {typeName}.");

    /// <summary>Text that is no number of at most <paramref name="max"/> counts as zero, which is what a missing key is.</summary>
    public static ulong ParseUnsigned(ReadOnlySpan<char> text, ulong max) => TextNumber.TryParseUnsigned(text, max, out ulong value) ? value : 0;

    public static bool ParseBoolean(ReadOnlySpan<char> text) => TextNumber.TryParseBoolean(text, out bool value) && value;

    public static TimeSpan ParseTimeSpan(ReadOnlySpan<char> text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan value) ? value : default;

    public static DateTime ParseDateTime(ReadOnlySpan<char> text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime value)
            ? value
            : default;

    public static DateTimeOffset ParseDateTimeOffset(ReadOnlySpan<char> text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset value) ? value : default;

    // ML.NET doesn't take a number after white space for one, unless it is a single digit.
    private static bool IsAfterSpace(ReadOnlySpan<char> text) => text.Length > 0 && char.IsWhiteSpace(text[0]) && text.TrimStart().Length > 1;
}
