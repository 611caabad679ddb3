using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Reads and writes members of rows by compiled delegates, so that a value needn't be boxed.</summary>
internal static class MemberAccess
{
    public static Func<TRow, TValue> Reader<TRow, TValue>(MemberInfo member)
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, TValue>>(Access(row, member), row).Compile();
    }

    public static Action<TRow, TValue> Writer<TRow, TValue>(MemberInfo member)
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        ParameterExpression value = Expression.Parameter(typeof(TValue));
        return Expression.Lambda<Action<TRow, TValue>>(Expression.Assign(Access(row, member), value), row, value).Compile();
    }

    public static bool CanRead(MemberInfo member) => member is FieldInfo || ((PropertyInfo)member).GetGetMethod() != null;

    private static MemberExpression Access(ParameterExpression row, MemberInfo member) =>
        member is FieldInfo field ? Expression.Field(row, field) : Expression.Property(row, (PropertyInfo)member);
}
