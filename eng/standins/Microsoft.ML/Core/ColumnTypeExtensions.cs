using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Questions about column types that most components ask.</summary>
internal static class ColumnTypeExtensions
{
    private static readonly Dictionary<Type, PrimitiveDataViewType> OfRawType = new PrimitiveDataViewType[]
    {
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16,
        NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64,
        NumberDataViewType.Single, NumberDataViewType.Double, BooleanDataViewType.Instance, TextDataViewType.Instance,
        DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance, TimeSpanDataViewType.Instance, RowIdDataViewType.Instance,
    }.ToDictionary(type => type.RawType);

    public static PrimitiveDataViewType PrimitiveTypeFromType(Type type) => TryPrimitiveTypeFromType(type)
        ?? throw Contracts.ExceptParam(nameof(type), $"No primitive column type holds values of type {type}.");

    public static PrimitiveDataViewType? TryPrimitiveTypeFromType(Type type) =>
        OfRawType.GetValueOrDefault(type == typeof(string) ? typeof(ReadOnlyMemory<char>) : type);

    /// <summary>The type of the elements of a vector, and any other type itself.</summary>
    public static DataViewType GetItemType(this DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    public static int GetVectorSize(this DataViewType type) => (type as VectorDataViewType)?.Size ?? 0;

    /// <summary>The number of slots: 1 for a scalar, 0 for a vector of unknown size.</summary>
    public static int GetValueCount(this DataViewType type) => type is VectorDataViewType vector ? vector.Size : 1;

    public static ulong GetKeyCount(this DataViewType type) => (type as KeyDataViewType)?.Count ?? 0;

    public static bool IsKnownSizeVector(this DataViewType type) => type is VectorDataViewType { IsKnownSize: true };

    /// <summary>Whether values can be kept in memory and handed between threads; those of disposable types can't.</summary>
    public static bool IsCacheable(this DataViewType type) => type is PrimitiveDataViewType or VectorDataViewType;
}
