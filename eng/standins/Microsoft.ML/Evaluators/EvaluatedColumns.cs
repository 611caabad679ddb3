using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Finds and reads the columns that evaluators work on.</summary>
internal static class EvaluatedColumns
{
    public static DataViewSchema.Column Find(IHostEnvironment env, IDataView data, string role, string name)
        => data.Schema.GetColumnOrNull(name) ?? throw env.ExceptParam("schema", $"{role} column '{name}' not found");

    public static void CheckType(IHostEnvironment env, [System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool isAllowed,
        string role, DataViewSchema.Column column, string allowed)
    {
        if (!isAllowed)
            throw env.ExceptSchemaMismatch("schema", role, column.Name, allowed, $"{column.Type}");
    }

    /// <summary>Labels as numbers: keys count from 0, a missing key is not a number.</summary>
    public static ValueGetter<float> GetLabelGetter(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type == NumberDataViewType.Single)
            return row.GetGetter<float>(column);
        if (column.Type == NumberDataViewType.Double)
            return Convert<double>(row, column, value => (float)value);
        if (column.Type is BooleanDataViewType)
            return Convert<bool>(row, column, value => value ? 1 : 0);

        ulong count = ((KeyDataViewType)column.Type).Count;
        float FromKey(ulong key) => key > 0 && key <= count ? key - 1 : float.NaN;
        if (column.Type.RawType == typeof(byte))
            return Convert<byte>(row, column, key => FromKey(key));
        if (column.Type.RawType == typeof(ushort))
            return Convert<ushort>(row, column, key => FromKey(key));
        return column.Type.RawType == typeof(uint)
            ? Convert<uint>(row, column, key => FromKey(key))
            : Convert<ulong>(row, column, FromKey);
    }

    /// <summary>The texts that an annotation gives the column's slots or keys, or null if it gives none.</summary>
    public static string[]? GetNames(DataViewSchema.Column column, string kind)
    {
        if (column.Annotations.Schema.GetColumnOrNull(kind)?.Type is not VectorDataViewType { IsKnownSize: true, ItemType: TextDataViewType })
            return null;
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue(kind, ref names);
        return names.DenseValues().Select(name => name.ToString()).ToArray();
    }

    public static string[] NumberedNames(int count)
        => Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToArray();

    private static ValueGetter<float> Convert<T>(DataViewRow row, DataViewSchema.Column column, Func<T, float> convert)
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return (ref float label) =>
        {
            getter(ref value);
            label = convert(value);
        };
    }
}
