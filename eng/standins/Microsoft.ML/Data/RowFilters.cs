using System.Numerics;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Views that leave rows out by the value of a column.</summary>
internal static class RowFilters
{
    private static readonly MethodInfo Range = Method(nameof(RangeTest));
    private static readonly MethodInfo KeyRange = Method(nameof(KeyRangeTest));
    private static readonly MethodInfo Missing = Method(nameof(MissingTest));
    private static readonly MethodInfo MissingInVector = Method(nameof(MissingInVectorTest));

    public static IDataView ByRange(IHostEnvironment env, IDataView input, string columnName, double lower, double upper)
    {
        DataViewSchema.Column column = input.Schema[columnName];
        if (column.Type is not NumberDataViewType)
            throw env.ExceptSchemaMismatch(nameof(columnName), "filter", columnName, "number", column.Type.ToString()!);
        env.CheckUserArg(IsReal(column.Type), "Column", $"Column '{columnName}' of type {column.Type} can't be filtered by: it must be Single or Double.");
        return Create(input, [column], row => Range.InvokeGeneric(column.Type.RawType, row, column, lower, upper));
    }

    public static IDataView ByKeyFraction(IHostEnvironment env, IDataView input, string columnName, double lower, double upper)
    {
        DataViewSchema.Column column = input.Schema[columnName];
        if (column.Type is not KeyDataViewType key)
            throw env.ExceptSchemaMismatch(nameof(columnName), "filter", columnName, "KeyType", column.Type.ToString()!);
        return Create(input, [column], row => KeyRange.InvokeGeneric(key.RawType, row, column, key.Count, lower, upper));
    }

    public static IDataView ByMissingValues(IHostEnvironment env, IDataView input, string[] columnNames)
    {
        var columns = new List<DataViewSchema.Column>();
        foreach (string name in columnNames)
        {
            DataViewSchema.Column column = input.Schema.GetColumnOrNull(name)
                ?? throw env.ExceptUserArg("Columns", $"There is no column '{name}'.");
            env.CheckUserArg(columns.All(c => c.Index != column.Index), "Columns", $"Column '{name}' is given more than once.");
            DataViewType item = column.Type.GetItemType();
            env.CheckUserArg(IsReal(item) || item is KeyDataViewType, "Columns", $"Column '{name}' of type {column.Type} has no missing values.");
            columns.Add(column);
        }

        return Create(input, columns, [.. columns.Select(column => (Func<DataViewRow, object?>)(row =>
            (column.Type is VectorDataViewType ? MissingInVector : Missing).InvokeGeneric(column.Type.GetItemType().RawType, row, column, column.Type)))]);
    }

    private static RowFilterDataView Create(
        IDataView input, IReadOnlyList<DataViewSchema.Column> columns, params Func<DataViewRow, object?>[] createTests) =>
        new(input, columns, row =>
        {
            Func<bool>[] tests = [.. createTests.Select(create => (Func<bool>)create(row)!)];
            return () => Array.TrueForAll(tests, test => test());
        });

    private static bool IsReal(DataViewType type) => type == NumberDataViewType.Single || type == NumberDataViewType.Double;

    private static Func<bool> RangeTest<T>(DataViewRow row, DataViewSchema.Column column, double lower, double upper)
        where T : INumber<T>
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            get(ref value);
            return double.CreateChecked(value) is var number && number >= lower && number < upper;
        };
    }

    private static Func<bool> KeyRangeTest<T>(DataViewRow row, DataViewSchema.Column column, ulong count, double lower, double upper)
        where T : INumber<T>
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            get(ref value);
            ulong key = ulong.CreateChecked(value);
            double fraction = (key - 0.5) / count;
            return key > 0 && key <= count && fraction >= lower && fraction < upper;
        };
    }

    private static Func<bool> MissingTest<T>(DataViewRow row, DataViewSchema.Column column, DataViewType type)
        where T : INumber<T>
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            get(ref value);
            return !IsMissing(value, type);
        };
    }

    private static Func<bool> MissingInVectorTest<T>(DataViewRow row, DataViewSchema.Column column, DataViewType type)
        where T : INumber<T>
    {
        ValueGetter<VBuffer<T>> get = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default;
        DataViewType itemType = type.GetItemType();
        return () =>
        {
            get(ref vector);

            // The slots of a sparse vector that aren't written down are zeros: missing keys, but ordinary numbers.
            if (itemType is KeyDataViewType && !vector.IsDense)
                return false;
            foreach (T value in vector.GetValues())
            {
                if (IsMissing(value, itemType))
                    return false;
            }

            return true;
        };
    }

    private static bool IsMissing<T>(T value, DataViewType itemType)
        where T : INumber<T> => itemType is KeyDataViewType ? T.IsZero(value) : T.IsNaN(value);

    private static MethodInfo Method(string name) => typeof(RowFilters).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
}
