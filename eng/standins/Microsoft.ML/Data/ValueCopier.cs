using System.Reflection;

namespace Microsoft.ML.Data;

internal delegate void ValueCopy<T>(in T source, ref T destination);

/// <summary>Copies a value of a column so that the copy shares no memory with it: vectors have buffers of their own.</summary>
internal static class ValueCopier<T>
{
    public static readonly ValueCopy<T> Copy = typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(VBuffer<>)
        ? ValueCopier.OfVector.MakeGenericMethod(typeof(T).GetGenericArguments()).CreateDelegate<ValueCopy<T>>()
        : (in T source, ref T destination) => destination = source;
}

internal static class ValueCopier
{
    public static readonly MethodInfo OfVector = typeof(ValueCopier).GetMethod(nameof(CopyVector), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static void CopyVector<TItem>(in VBuffer<TItem> source, ref VBuffer<TItem> destination) => source.CopyTo(ref destination);
}
