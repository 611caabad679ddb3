using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How a field's text becomes a value of a column's type.</summary>
internal static class TextValue
{
    /// <summary>Reads a value; where it returns false the text was none, and the value is the type's missing value or default.</summary>
    public delegate bool Parser<T>(ReadOnlyMemory<char> text, out T value);

    public static PrimitiveDataViewType TypeOf(DataKind kind) => kind switch
    {
        DataKind.SByte => NumberDataViewType.SByte,
        DataKind.Byte => NumberDataViewType.Byte,
        DataKind.Int16 => NumberDataViewType.Int16,
        DataKind.UInt16 => NumberDataViewType.UInt16,
        DataKind.Int32 => NumberDataViewType.Int32,
        DataKind.UInt32 => NumberDataViewType.UInt32,
        DataKind.Int64 => NumberDataViewType.Int64,
        DataKind.UInt64 => NumberDataViewType.UInt64,
        DataKind.Single => NumberDataViewType.Single,
        DataKind.Double => NumberDataViewType.Double,
        DataKind.String => TextDataViewType.Instance,
        DataKind.Boolean => BooleanDataViewType.Instance,
        DataKind.TimeSpan => TimeSpanDataViewType.Instance,
        DataKind.DateTime => DateTimeDataViewType.Instance,
        DataKind.DateTimeOffset => DateTimeOffsetDataViewType.Instance,
        _ => throw Contracts.ExceptUserArg(nameof(TextLoader.Column.DataKind), $"There is no data kind {kind}."),
    };

    /// <summary>The kind that a member of a class is loaded as, or null if it can't be.</summary>
    public static DataKind? KindOf(Type memberType)
    {
        var type = memberType.IsArray ? memberType.GetElementType()! : memberType;
        if (type == typeof(string) || type == typeof(ReadOnlyMemory<char>))
            return DataKind.String;
        foreach (var kind in Enum.GetValues<DataKind>())
        {
            if (TypeOf(kind).RawType == type)
                return kind;
        }
        return null;
    }

    public static ulong MaxOf(Type unsignedType)
    {
        if (unsignedType == typeof(byte))
            return byte.MaxValue;
        if (unsignedType == typeof(ushort))
            return ushort.MaxValue;
        return unsignedType == typeof(uint) ? uint.MaxValue : ulong.MaxValue;
    }

    public static bool HasMissingValue(PrimitiveDataViewType type)
        => type is KeyDataViewType || type == NumberDataViewType.Single || type == NumberDataViewType.Double;

    public static Parser<T> ParserFor<T>(PrimitiveDataViewType type, TextFormat format)
    {
        Delegate parser = type switch
        {
            KeyDataViewType key => KeyParser(key),
            TextDataViewType => Text(),
            BooleanDataViewType => new Parser<bool>((ReadOnlyMemory<char> text, out bool value) => TextNumber.TryParseBoolean(text.Span, out value)),
            TimeSpanDataViewType => OrDefault((string text, out TimeSpan value) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value)),
            DateTimeDataViewType => OrDefault((string text, out DateTime value) => DateTime.TryParse(text, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out value)),
            DateTimeOffsetDataViewType => OrDefault((string text, out DateTimeOffset value) => DateTimeOffset.TryParse(text,
                CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value)),
            _ => NumberParser(type, format),
        };
        return (Parser<T>)parser;
    }

    private delegate bool StringParser<T>(string text, out T value);

    private static Parser<T> OrDefault<T>(StringParser<T> parse)
        where T : struct
        => (ReadOnlyMemory<char> text, out T value) =>
        {
            value = default;
            return text.IsEmpty || parse(text.ToString(), out value);
        };

    private static Parser<ReadOnlyMemory<char>> Text() => (ReadOnlyMemory<char> text, out ReadOnlyMemory<char> value) =>
    {
        value = text;
        return true;
    };

    private static Delegate NumberParser(PrimitiveDataViewType type, TextFormat format)
    {
        if (type == NumberDataViewType.Single)
            return new Parser<float>((ReadOnlyMemory<char> text, out float value)
                => TextNumber.TryParseSingle(text.Span, format.DecimalMarker, format.MissingRealsAsNaNs, out value));
        if (type == NumberDataViewType.Double)
            return new Parser<double>((ReadOnlyMemory<char> text, out double value)
                => TextNumber.TryParseDouble(text.Span, format.DecimalMarker, format.MissingRealsAsNaNs, out value));
        if (type == NumberDataViewType.SByte)
            return Signed(sbyte.MaxValue, value => (sbyte)value);
        if (type == NumberDataViewType.Int16)
            return Signed(short.MaxValue, value => (short)value);
        if (type == NumberDataViewType.Int32)
            return Signed(int.MaxValue, value => (int)value);
        if (type == NumberDataViewType.Int64)
            return Signed(long.MaxValue, value => value);
        return UnsignedParser(type.RawType, (text, max) => (TextNumber.TryParseUnsigned(text.Span, max, out ulong value), value));
    }

    private static Delegate KeyParser(KeyDataViewType key)
        => UnsignedParser(key.RawType, (text, _) => (TextNumber.TryParseKey(text.Span, key.Count, out ulong value), value));

    private static Delegate UnsignedParser(Type rawType, Func<ReadOnlyMemory<char>, ulong, (bool, ulong)> parse)
    {
        if (rawType == typeof(byte))
            return Unsigned(byte.MaxValue, parse, value => (byte)value);
        if (rawType == typeof(ushort))
            return Unsigned(ushort.MaxValue, parse, value => (ushort)value);
        return rawType == typeof(uint)
            ? Unsigned(uint.MaxValue, parse, value => (uint)value)
            : Unsigned(ulong.MaxValue, parse, value => value);
    }

    private static Parser<T> Signed<T>(long max, Func<long, T> convert) => (ReadOnlyMemory<char> text, out T value) =>
    {
        bool parsed = TextNumber.TryParseSigned(text.Span, max, out long number);
        value = convert(number);
        return parsed;
    };

    private static Parser<T> Unsigned<T>(ulong max, Func<ReadOnlyMemory<char>, ulong, (bool Parsed, ulong Value)> parse, Func<ulong, T> convert)
        => (ReadOnlyMemory<char> text, out T value) =>
        {
            var result = parse(text, max);
            value = convert(result.Value);
            return result.Parsed;
        };
}
