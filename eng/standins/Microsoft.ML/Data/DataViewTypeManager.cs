using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Which column type stands for a .NET type that ML.NET itself doesn't know, as an attribute on a member may refine it.</summary>
public static class DataViewTypeManager
{
    private static readonly HashSet<Type> OwnTypes =
    [
        typeof(bool), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(float), typeof(double), typeof(string), typeof(ReadOnlyMemory<char>), typeof(VBuffer<>), typeof(Nullable<>),
        typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DataViewRowId),
    ];

    private static readonly Dictionary<(Type Type, DataViewTypeAttribute? Attribute), DataViewType> TypeOf = [];
    private static readonly Dictionary<DataViewType, (Type Type, DataViewTypeAttribute? Attribute)> RawTypeOf = [];

    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute? typeAttribute = null)
    {
        Contracts.CheckParam(!OwnTypes.Contains(type), nameof(type), $"{type} is a type of ML.NET's own and can't be registered again.");
        lock (TypeOf)
        {
            var raw = (type, typeAttribute);
            if (TypeOf.TryGetValue(raw, out DataViewType? known))
            {
                Contracts.CheckParam(known.Equals(dataViewType), nameof(type), $"{type} stands for {known} already, not for {dataViewType}.");
            }

            if (RawTypeOf.TryGetValue(dataViewType, out var knownRaw))
            {
                Contracts.CheckParam(
                    knownRaw.Equals(raw), nameof(dataViewType), $"{dataViewType} stands for {knownRaw.Type} already, not for {type}.");
            }

            TypeOf[raw] = dataViewType;
            RawTypeOf[dataViewType] = raw;
        }
    }

    internal static DataViewType? TryGetDataViewType(Type type, IEnumerable<Attribute>? attributes = null)
    {
        DataViewTypeAttribute[] own = [.. (attributes ?? []).OfType<DataViewTypeAttribute>()];
        Contracts.CheckParam(own.Length <= 1, nameof(type), $"A member of type {type} can have one column type attribute, but has {own.Length}.");
        lock (TypeOf)
            return TypeOf.GetValueOrDefault((type, own.FirstOrDefault()));
    }

    internal static bool Knows(DataViewType type)
    {
        lock (TypeOf)
            return RawTypeOf.ContainsKey(type);
    }
}
