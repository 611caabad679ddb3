using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.AutoML.Data;

/// <summary>Values of labels and groups as text, whatever type they have.</summary>
internal static class ColumnText
{
    /// <summary>Reads the current row's value; empty where it is missing.</summary>
    public static Func<string> Reader(DataViewRow row, DataViewSchema.Column column) =>
        column.Type switch
        {
            TextDataViewType => Read<ReadOnlyMemory<char>>(row, column, text => text.ToString()),
            KeyDataViewType => Key(row, column),
            BooleanDataViewType => Read<bool>(row, column, flag => flag ? "true" : "false"),
            NumberDataViewType { RawType: { } type } when type == typeof(float) => Read<float>(
                row,
                column,
                number => float.IsNaN(number) ? "" : number.ToString(CultureInfo.InvariantCulture)
            ),
            NumberDataViewType { RawType: { } type } when type == typeof(int) => Read<int>(
                row,
                column,
                number => number.ToString(CultureInfo.InvariantCulture)
            ),
            NumberDataViewType { RawType: { } type } when type == typeof(uint) => Read<uint>(
                row,
                column,
                number => number.ToString(CultureInfo.InvariantCulture)
            ),
            _ => throw new ArgumentException(
                $"Column '{column.Name}' is {column.Type}; labels and groups are text, a key, a number or a yes or no."
            ),
        };

    private static Func<string> Read<T>(DataViewRow row, DataViewSchema.Column column, Func<T, string> format)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return format(value);
        };
    }

    private static Func<string> Key(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type.RawType != typeof(uint))
            throw new ArgumentException($"Column '{column.Name}' is {column.Type}; keys as labels and groups are of {typeof(uint)}.");
        string[]? names = null;
        if (column.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type is VectorDataViewType { ItemType: TextDataViewType })
        {
            VBuffer<ReadOnlyMemory<char>> values = default;
            column.GetKeyValues(ref values);
            names = [.. values.DenseValues().Select(v => v.ToString())];
        }

        return Read<uint>(row, column, key => key == 0 ? "" : names?[key - 1] ?? key.ToString(CultureInfo.InvariantCulture));
    }
}
