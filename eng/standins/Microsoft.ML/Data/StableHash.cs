using System.Globalization;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>A hash of a column's value that is the same in every process, unlike <see cref="object.GetHashCode"/>.</summary>
internal static class StableHash<T>
{
    private static readonly Func<T, uint, uint> Append = typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(VBuffer<>)
        ? StableHash.OfVector.MakeGenericMethod(typeof(T).GetGenericArguments()).CreateDelegate<Func<T, uint, uint>>()
        : StableHash.AppendItem;

    public static uint Of(T value, uint seed)
    {
        // The last steps spread the bits: the texts of neighbouring numbers differ in their last characters only.
        uint hash = Append(value, 2166136261 ^ seed);
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }
}

internal static class StableHash
{
    public static readonly MethodInfo OfVector = typeof(StableHash).GetMethod(nameof(AppendVector), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static uint AppendItem<T>(T value, uint hash)
    {
        foreach (char c in value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value?.ToString() ?? "")
            hash = (hash ^ c) * 16777619;
        return (hash ^ '\n') * 16777619;
    }

    private static uint AppendVector<TItem>(VBuffer<TItem> vector, uint hash)
    {
        foreach (TItem item in vector.DenseValues())
            hash = AppendItem(item, hash);
        return hash;
    }
}
