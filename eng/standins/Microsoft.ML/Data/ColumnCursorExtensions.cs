using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public static class ColumnCursorExtensions
{
    private static readonly MethodInfo OfArrays = typeof(ColumnCursorExtensions).GetMethod(nameof(Arrays), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName) => GetColumn<T>(data, data.Schema[columnName]);

    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckNonEmpty(column.Name, nameof(column));
        DataViewSchema.Column own = data.Schema[column.Index];
        Contracts.CheckParam(own.Name == column.Name && own.Type == column.Type, nameof(column),
            $"The data has no column '{column.Name}' of type {column.Type} with index {column.Index}.");

        object? values = column.Type switch
        {
            _ when column.Type.RawType == typeof(T) => Values<T>(data, own),
            TextDataViewType when typeof(T) == typeof(string) => Values<ReadOnlyMemory<char>>(data, own).Select(text => text.ToString()),
            VectorDataViewType { ItemType: TextDataViewType } when typeof(T) == typeof(string[]) =>
                Arrays<ReadOnlyMemory<char>>(data, own).Select(texts => Array.ConvertAll(texts, text => text.ToString())),
            VectorDataViewType vector when typeof(T).IsArray && typeof(T).GetElementType() == vector.ItemType.RawType =>
                OfArrays.InvokeGeneric(vector.ItemType.RawType, data, own),
            _ => null,
        };
        return values as IEnumerable<T>
            ?? throw Contracts.ExceptParam(nameof(column), $"Column '{column.Name}' of type {column.Type} can't be read as {typeof(T)}.");
    }

    private static IEnumerable<T> Values<T>(IDataView data, DataViewSchema.Column column)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<T> get = cursor.GetGetter<T>(column);
        T value = default!;
        while (cursor.MoveNext())
        {
            get(ref value);
            yield return value;
        }
    }

    private static IEnumerable<TItem[]> Arrays<TItem>(IDataView data, DataViewSchema.Column column)
    {
        foreach (VBuffer<TItem> vector in Values<VBuffer<TItem>>(data, column))
        {
            var items = new TItem[vector.Length];
            vector.CopyTo(items);
            yield return items;
        }
    }
}
