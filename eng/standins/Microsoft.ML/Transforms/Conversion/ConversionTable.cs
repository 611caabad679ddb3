using System.Globalization;
using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>The conversions between raw types that ML.NET calls standard: those that lose no more than precision or range.</summary>
internal static class ConversionTable
{
    public static Dictionary<(Type Source, Type Target), Delegate> Create()
    {
        var table = new Dictionary<(Type Source, Type Target), Delegate>();
        AddSigned<sbyte>(table);
        AddSigned<short>(table);
        AddSigned<int>(table);
        AddSigned<long>(table);
        AddUnsigned<byte>(table);
        AddUnsigned<ushort>(table);
        AddUnsigned<uint>(table);
        AddUnsigned<ulong>(table);
        AddReals(table);
        AddBooleans(table);
        AddTimes(table);
        AddRowIds(table);
        AddTexts(table);
        return table;
    }

    private static void Add<TSource, TTarget>(Dictionary<(Type Source, Type Target), Delegate> table, Func<TSource, TTarget> convert) =>
        table.Add((typeof(TSource), typeof(TTarget)), (ValueMapper<TSource, TTarget>)((in TSource source, ref TTarget target) => target = convert(source)));

    private static void AddText<TSource>(Dictionary<(Type Source, Type Target), Delegate> table, Func<TSource, string> convert) =>
        Add<TSource, ReadOnlyMemory<char>>(table, value => convert(value).AsMemory());

    private static void AddNumber<T>(Dictionary<(Type Source, Type Target), Delegate> table)
        where T : INumberBase<T>, IFormattable
    {
        Add<T, float>(table, float.CreateTruncating);
        Add<T, double>(table, double.CreateTruncating);
        Add<T, bool>(table, value => value != T.Zero);
    }

    private static void AddSigned<T>(Dictionary<(Type Source, Type Target), Delegate> table)
        where T : IBinaryInteger<T>
    {
        AddNumber<T>(table);
        Add<T, sbyte>(table, sbyte.CreateTruncating);
        Add<T, short>(table, short.CreateTruncating);
        Add<T, int>(table, int.CreateTruncating);
        Add<T, long>(table, long.CreateTruncating);
        AddText<T>(table, value => value.ToString(null, CultureInfo.CurrentCulture));
    }

    private static void AddUnsigned<T>(Dictionary<(Type Source, Type Target), Delegate> table)
        where T : IBinaryInteger<T>
    {
        AddNumber<T>(table);
        Add<T, byte>(table, value => (byte)InRange(value, byte.MaxValue));
        Add<T, ushort>(table, value => (ushort)InRange(value, ushort.MaxValue));
        Add<T, uint>(table, value => (uint)InRange(value, uint.MaxValue));
        Add<T, ulong>(table, ulong.CreateTruncating);
        Add<T, DataViewRowId>(table, value => new DataViewRowId(ulong.CreateTruncating(value), 0));
        AddText<T>(table, value => value.ToString(null, CultureInfo.CurrentCulture));

        // Unsigned numbers are keys as well, and a key out of range is missing.
        static ulong InRange(T value, ulong max)
        {
            ulong wide = ulong.CreateTruncating(value);
            return wide <= max ? wide : 0;
        }
    }

    private static void AddReals(Dictionary<(Type Source, Type Target), Delegate> table)
    {
        AddNumber<float>(table);
        AddNumber<double>(table);
        AddText<float>(table, value => value.ToString("G7", CultureInfo.InvariantCulture));
        AddText<double>(table, value => value.ToString("G17", CultureInfo.InvariantCulture));
    }

    private static void AddBooleans(Dictionary<(Type Source, Type Target), Delegate> table)
    {
        Add<bool, sbyte>(table, value => value ? (sbyte)1 : (sbyte)0);
        Add<bool, short>(table, value => value ? (short)1 : (short)0);
        Add<bool, int>(table, value => value ? 1 : 0);
        Add<bool, long>(table, value => value ? 1 : 0);
        Add<bool, float>(table, value => value ? 1 : 0);
        Add<bool, double>(table, value => value ? 1 : 0);
        Add<bool, bool>(table, value => value);
        AddText<bool>(table, value => value.ToString());
    }

    private static void AddTimes(Dictionary<(Type Source, Type Target), Delegate> table)
    {
        AddTicks<TimeSpan>(table, value => value.Ticks, "c");
        AddTicks<DateTime>(table, value => value.Ticks, "o");
        AddTicks<DateTimeOffset>(table, value => value.UtcDateTime.Ticks, "o");
        Add<DateTime, DateTime>(table, value => value);
    }

    private static void AddTicks<T>(Dictionary<(Type Source, Type Target), Delegate> table, Func<T, long> ticks, string format)
        where T : IFormattable
    {
        Add<T, long>(table, ticks);
        Add<T, float>(table, value => ticks(value));
        Add<T, double>(table, value => ticks(value));
        AddText<T>(table, value => value.ToString(format, CultureInfo.InvariantCulture));
    }

    private static void AddRowIds(Dictionary<(Type Source, Type Target), Delegate> table)
    {
        Add<DataViewRowId, byte>(table, id => (byte)InRange(id, byte.MaxValue));
        Add<DataViewRowId, ushort>(table, id => (ushort)InRange(id, ushort.MaxValue));
        Add<DataViewRowId, uint>(table, id => (uint)InRange(id, uint.MaxValue));
        Add<DataViewRowId, ulong>(table, id => InRange(id, ulong.MaxValue));
        AddText<DataViewRowId>(table, id => $"0x{id.High:x16}{id.Low:x16}");

        static ulong InRange(DataViewRowId id, ulong max) => id.High == 0 && id.Low <= max ? id.Low : 0;
    }

    private static void AddTexts(Dictionary<(Type Source, Type Target), Delegate> table)
    {
        AddParser(table, text => (sbyte)TextParsing.ParseSigned(text.Span, sbyte.MaxValue, "sbyte"));
        AddParser(table, text => (short)TextParsing.ParseSigned(text.Span, short.MaxValue, "short"));
        AddParser(table, text => (int)TextParsing.ParseSigned(text.Span, int.MaxValue, "int"));
        AddParser(table, text => TextParsing.ParseSigned(text.Span, long.MaxValue, "long"));
        AddParser(table, text => (byte)TextParsing.ParseUnsigned(text.Span, byte.MaxValue));
        AddParser(table, text => (ushort)TextParsing.ParseUnsigned(text.Span, ushort.MaxValue));
        AddParser(table, text => (uint)TextParsing.ParseUnsigned(text.Span, uint.MaxValue));
        AddParser(table, text => TextParsing.ParseUnsigned(text.Span, ulong.MaxValue));
        AddParser(table, text => TextParsing.ParseSingle(text.Span));
        AddParser(table, text => TextParsing.ParseDouble(text.Span));
        AddParser(table, text => TextParsing.ParseBoolean(text.Span));
        AddParser(table, text => TextParsing.ParseTimeSpan(text.Span));
        AddParser(table, text => TextParsing.ParseDateTime(text.Span));
        AddParser(table, text => TextParsing.ParseDateTimeOffset(text.Span));
        AddParser(table, text => text);
    }

    private static void AddParser<TTarget>(Dictionary<(Type Source, Type Target), Delegate> table, Func<ReadOnlyMemory<char>, TTarget> parse) =>
        Add(table, parse);
}
