using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Columns;

/// <summary>A column read into memory.</summary>
internal static class ColumnValues
{
    private static readonly MethodInfo ReaderMethod = typeof(ColumnValues).GetMethod(
        nameof(ReaderCore),
        BindingFlags.NonPublic | BindingFlags.Static
    )!;

    /// <summary>Labels as numbers: classes from 0 (-1 is missing), true and false as 1 and 0.</summary>
    /// <exception cref="ArgumentException">The column is missing, or not of the task's type.</exception>
    public static double[] Labels(IDataView data, ModelTask task, string column)
    {
        DataViewSchema.Column label = Find(data, column, "label");
        bool fits = task switch
        {
            ModelTask.Multiclass => label.Type is KeyDataViewType,
            ModelTask.Binary => label.Type is BooleanDataViewType,
            _ => label.Type == NumberDataViewType.Single,
        };
        if (!fits)
        {
            string wanted = task switch
            {
                ModelTask.Multiclass => "a key (put Conversion.MapValueToKey before the trainer)",
                ModelTask.Binary => "Boolean",
                _ => "Single",
            };
            throw new ArgumentException($"The label column '{column}' has type {label.Type}; needed: {wanted}.");
        }

        return
        [
            .. Read(data, label)
                .Select(v => v is bool b ? (b ? 1 : 0) : Convert.ToDouble(v, null) - (task == ModelTask.Multiclass ? 1 : 0)),
        ];
    }

    /// <summary>The number of each row's group, from 0; null if there is no column of groups.</summary>
    /// <exception cref="ArgumentException">The column is missing, or a vector.</exception>
    public static int[]? Groups(IDataView data, string? column)
    {
        if (column is null)
            return null;
        var numbers = new Dictionary<object, int>();
        return
        [
            .. Read(data, Find(data, column, "group"))
                .Select(v => numbers.TryGetValue(v, out int number) ? number : numbers[v] = numbers.Count),
        ];
    }

    /// <summary>The column by its name.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="column">The name.</param>
    /// <param name="role">What the column is to the caller.</param>
    /// <param name="vectors">Whether it may have vectors.</param>
    /// <exception cref="ArgumentException">There is none, or it is of another kind.</exception>
    public static DataViewSchema.Column Find(IDataView data, string column, string role, bool vectors = false)
    {
        DataViewSchema.Column found =
            data.Schema.GetColumnOrNull(column)
            ?? throw new ArgumentException(
                $"There is no {role} column '{column}'. The data has: "
                    + $"{string.Join(", ", data.Schema.Where(c => !c.IsHidden).Select(c => c.Name))}."
            );
        return found.Type is PrimitiveDataViewType || (vectors && found.Type is VectorDataViewType)
            ? found
            : throw new ArgumentException($"The {role} column '{column}' has type {found.Type}; needed: one value a row.");
    }

    /// <summary>Reads values that can be compared: text as strings.</summary>
    public static Func<object> Reader(DataViewRow row, DataViewSchema.Column column) =>
        (Func<object>)ReaderMethod.MakeGenericMethod(column.Type.RawType).Invoke(null, [row, column])!;

    private static IEnumerable<object> Read(IDataView data, DataViewSchema.Column column)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        Func<object> reader = Reader(cursor, column);
        while (cursor.MoveNext())
            yield return reader();
    }

    private static Func<object> ReaderCore<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return value is ReadOnlyMemory<char> text ? text.ToString() : value!;
        };
    }
}
