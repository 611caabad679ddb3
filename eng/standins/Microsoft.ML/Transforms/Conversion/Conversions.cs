using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Conversions between column types, and which values of a type count as missing.</summary>
internal static class Conversions
{
    private static readonly Dictionary<(Type Source, Type Target), Delegate> Table = ConversionTable.Create();

    public static Delegate? GetStandardOrNull(DataViewType source, DataViewType target)
    {
        if (source is KeyDataViewType sourceKey)
        {
            // Keys turn into keys of the same count, or into plain unsigned numbers that can hold all of them.
            bool possible = target is KeyDataViewType targetKey
                ? sourceKey.Count == targetKey.Count
                : KeyDataViewType.IsValidDataType(target.RawType) && sourceKey.Count <= TextValue.MaxOf(target.RawType);
            if (!possible)
                return null;
        }
        else if (target is KeyDataViewType)
        {
            return null;
        }

        return Table.GetValueOrDefault((source.RawType, target.RawType));
    }

    public static ValueMapper<TSource, TTarget> GetStandard<TSource, TTarget>(DataViewType source, DataViewType target) =>
        (ValueMapper<TSource, TTarget>?)GetStandardOrNull(source, target)
        ?? throw Contracts.Except($"No standard conversion from '{source}' to '{target}'");

    /// <summary>How a value is written where a person reads it, such as in the names of keys.</summary>
    public static Func<T, ReadOnlyMemory<char>> GetDisplayText<T>(DataViewType type)
    {
        if (type is KeyDataViewType key)
        {
            var widen = GetStandard<T, ulong>(key, NumberDataViewType.UInt64);
            return value =>
            {
                ulong number = 0;
                widen(in value, ref number);
                return number == 0 || number > key.Count ? default : (number - 1).ToString(CultureInfo.InvariantCulture).AsMemory();
            };
        }

        if (typeof(T) == typeof(bool))
            return value => (value is true ? "1" : "0").AsMemory();
        if (typeof(T) == typeof(float))
            return value => (value is float number && !float.IsNaN(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "?").AsMemory();
        if (typeof(T) == typeof(double))
            return value => (value is double number && !double.IsNaN(number) ? number.ToString("G17", CultureInfo.InvariantCulture) : "?").AsMemory();
        var convert = GetStandard<T, ReadOnlyMemory<char>>(type, TextDataViewType.Instance);
        return value =>
        {
            ReadOnlyMemory<char> text = default;
            convert(in value, ref text);
            return text;
        };
    }

    /// <summary>Says which values are missing: not a number, and key zero. Null for types without missing values.</summary>
    public static Func<T, bool>? GetIsMissingOrNull<T>(DataViewType type)
    {
        if (type is KeyDataViewType)
            return value => EqualityComparer<T>.Default.Equals(value, default);
        if (typeof(T) == typeof(float))
            return value => value is float.NaN;
        if (typeof(T) == typeof(double))
            return value => value is double.NaN;
        return null;
    }

    /// <summary>The missing value of a type, and the default value of a type that has none.</summary>
    public static T GetMissingOrDefault<T>()
    {
        if (typeof(T) == typeof(float))
            return (T)(object)float.NaN;
        return typeof(T) == typeof(double) ? (T)(object)double.NaN : default!;
    }
}
