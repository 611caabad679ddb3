using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal static class RowCursorUtils
{
    private static readonly MethodInfo GetterOf = typeof(RowCursorUtils).GetMethod(nameof(GetGetterCore), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>One flag for each column of the schema. Columns of another schema are found by their index, as the real library does.</summary>
    public static bool[] ActiveColumns(IEnumerable<DataViewSchema.Column> columnsNeeded, DataViewSchema schema)
    {
        Contracts.CheckValue(columnsNeeded, nameof(columnsNeeded));
        var active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in columnsNeeded)
        {
            Contracts.CheckParam(column.Index < active.Length, nameof(columnsNeeded), $"Column '{column.Name}' isn't one of this view's.");
            active[column.Index] = true;
        }

        return active;
    }

    /// <summary>The getter of a column whose type is only known at run time.</summary>
    public static Delegate GetGetterAsDelegate(DataViewRow row, DataViewSchema.Column column) =>
        (Delegate)GetterOf.InvokeGeneric(column.Type.RawType, row, column)!;

    public static Delegate GetGetterAsDelegate(DataViewRow row, int column) => GetGetterAsDelegate(row, row.Schema[column]);

    /// <summary>Calls a static generic method with a type argument known at run time; exceptions come out as they were thrown.</summary>
    public static object? InvokeGeneric(this MethodInfo method, Type typeArgument, params object?[] arguments) =>
        InvokeGeneric(method, [typeArgument], null, arguments);

    public static object? InvokeGeneric(this MethodInfo method, Type[] typeArguments, object? target, params object?[] arguments) =>
        method.MakeGenericMethod(typeArguments).Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    /// <summary>The getter as one of <typeparamref name="TValue"/>, or an error that says what the column holds.</summary>
    public static ValueGetter<TValue> Cast<TValue>(Delegate? getter, DataViewSchema.Column column)
    {
        Contracts.Check(getter != null, $"Column '{column.Name}' isn't active.");
        return getter as ValueGetter<TValue> ?? throw Contracts.Except(
            $"Column '{column.Name}' holds values of type '{column.Type.RawType}', but was asked for as '{typeof(TValue)}'.");
    }

    private static ValueGetter<TValue> GetGetterCore<TValue>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<TValue>(column);
}
