using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>Reads numbers the way the text loader's file format defines them.</summary>
internal static class TextNumber
{
    // Beyond these, digits no longer fit into the 64 bits that hold them; they only move the decimal point.
    private const ulong MaxMantissa = (ulong.MaxValue - 9) / 10;
    private const int MaxSingleExponent = 39;
    private const int MinSingleExponent = -65;

    private static readonly double[] Powers = Enumerable.Range(MinSingleExponent, MaxSingleExponent - MinSingleExponent + 1)
        .Select(e => double.Parse($"1e{e}", CultureInfo.InvariantCulture)).ToArray();

    private static readonly NumberFormatInfo CommaFormat = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    public static bool TryParseSingle(ReadOnlySpan<char> text, char decimalMarker, bool emptyIsNaN, out float value)
    {
        if (!TryTrim(ref text))
        {
            value = float.NaN;
            return false;
        }
        if (TryParseSpecial(text, emptyIsNaN, out value))
            return true;
        if (!TryScan(text, decimalMarker, out bool negative, out ulong mantissa, out long exponent))
        {
            value = float.NaN;
            return false;
        }

        // One rounding to double and one to float: this, not the nearest float, is what the real loader returns.
        if (mantissa == 0 || exponent < MinSingleExponent)
            value = 0;
        else if (exponent > MaxSingleExponent)
            value = float.PositiveInfinity;
        else
            value = (float)(Powers[exponent - MinSingleExponent] * mantissa);
        value = negative ? -value : value;
        return true;
    }

    public static bool TryParseDouble(ReadOnlySpan<char> text, char decimalMarker, bool emptyIsNaN, out double value)
    {
        if (!TryTrim(ref text))
        {
            value = double.NaN;
            return false;
        }
        if (TryParseSpecial(text, emptyIsNaN, out float special))
        {
            value = special;
            return true;
        }
        if (!TryScan(text, decimalMarker, out _, out _, out _))
        {
            value = double.NaN;
            return false;
        }
        return double.TryParse(text, NumberStyles.Float, decimalMarker == ',' ? CommaFormat : NumberFormatInfo.InvariantInfo, out value);
    }

    public static bool TryParseSigned(ReadOnlySpan<char> text, long max, out long value)
    {
        value = 0;
        if (text.IsEmpty)
            return true;
        bool negative = text[0] == '-';
        if (!TryParseUnsigned(negative ? text[1..] : text, (ulong)max + (negative ? 1UL : 0UL), out ulong magnitude))
            return false;
        value = negative ? unchecked(-(long)magnitude) : (long)magnitude;
        return true;
    }

    public static bool TryParseUnsigned(ReadOnlySpan<char> text, ulong max, out ulong value)
    {
        bool parsed = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= max;
        value = parsed ? value : 0;
        return parsed;
    }

    /// <summary>Keys count from 0 in a file and from 1 in memory, where 0 is a missing value.</summary>
    public static bool TryParseKey(ReadOnlySpan<char> text, ulong count, out ulong value)
    {
        value = 0;
        if (text.IsEmpty || IsMissing(text))
            return true;
        if (!TryParseUnsigned(text, count - 1, out ulong index))
            return false;
        value = index + 1;
        return true;
    }

    public static bool TryParseBoolean(ReadOnlySpan<char> text, out bool value)
    {
        Span<char> lower = stackalloc char[8];
        int length = text.Length <= 5 ? text.ToLowerInvariant(lower) : 0;
        value = lower[..length] is "t" or "y" or "1" or "+" or "+1" or "yes" or "true";
        return text.IsEmpty || value || lower[..length] is "f" or "n" or "0" or "-" or "-1" or "no" or "false";
    }

    // The real loader reads a number behind white space only if it is one digit (blanks are gone before unless they are quoted).
    private static bool TryTrim(ref ReadOnlySpan<char> text)
    {
        var trimmed = text.TrimStart();
        bool isReadable = trimmed.Length == text.Length || trimmed.Length <= 1;
        text = trimmed.TrimEnd();
        return isReadable;
    }

    private static bool TryParseSpecial(ReadOnlySpan<char> text, bool emptyIsNaN, out float value)
    {
        switch (text)
        {
            case "":
                value = emptyIsNaN ? float.NaN : 0;
                return true;
            case "Infinity" or "∞":
                value = float.PositiveInfinity;
                return true;
            case "-Infinity" or "-∞":
                value = float.NegativeInfinity;
                return true;
            default:
                value = float.NaN;
                return IsMissing(text);
        }
    }

    private static bool IsMissing(ReadOnlySpan<char> text)
        => text is "?"
        || text.Equals("NA", StringComparison.OrdinalIgnoreCase)
        || text.Equals("N/A", StringComparison.OrdinalIgnoreCase)
        || text.Equals("NaN", StringComparison.OrdinalIgnoreCase);

    private static bool TryScan(ReadOnlySpan<char> text, char decimalMarker, out bool negative, out ulong mantissa, out long exponent)
    {
        mantissa = 0;
        exponent = 0;
        negative = text[0] == '-';
        int at = negative || text[0] == '+' ? 1 : 0;
        int digits = 0;
        bool afterPoint = false;
        for (; at < text.Length; at++)
        {
            char c = text[at];
            if (c == decimalMarker && !afterPoint)
            {
                afterPoint = true;
                continue;
            }
            if (!char.IsAsciiDigit(c))
                break;
            digits++;
            if (mantissa < MaxMantissa)
                mantissa = 10 * mantissa + (uint)(c - '0');
            else
                exponent++;
            if (afterPoint)
                exponent--;
        }
        if (digits == 0)
            return false;
        if (at == text.Length)
            return true;
        if (text[at] is not ('e' or 'E')
            || !long.TryParse(text[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long power))
            return false;
        exponent += Math.Clamp(power, int.MinValue, int.MaxValue);
        return true;
    }
}
